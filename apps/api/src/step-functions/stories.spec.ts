import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#contracts';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';

const PARTITIONS = '3';
const roleArn = 'arn:aws:iam::000000000000:role/any';
const arn = (rest: string) => `arn:aws:states:us-east-1:000000000000:${rest}`;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let stage: ApiStage;

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom({ BACKSTEP_PARTITIONS: PARTITIONS }), silent),
    environment: { BACKSTEP_PARTITIONS: PARTITIONS },
  });
});
afterAll(() => stage.close());

const pass = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
const wait = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });

const taskOf = (resource: string | undefined) =>
  JSON.stringify({ StartAt: 'T', States: { T: { Type: 'Task', Resource: resource, End: true } } });

let made = 0;
async function machine(definition = pass, more: { type?: 'EXPRESS'; publish?: boolean } = {}) {
  made += 1;
  return stage.done('CreateStateMachine', { name: `m${made}`, definition, roleArn, ...more });
}

async function ended(executionArn: string | undefined) {
  for (;;) {
    const execution = await stage.done('DescribeExecution', { executionArn });
    if (execution.status !== 'RUNNING') return execution;
  }
}

describe('a state machine', () => {
  it('is there once its creation is answered, and gone once its deletion is', async () => {
    const { stateMachineArn, creationDate } = await machine();
    expect(await stage.done('DescribeStateMachine', { stateMachineArn })).toMatchObject({
      creationDate,
      definition: pass,
      status: 'ACTIVE',
      type: 'STANDARD',
    });
    await stage.done('DeleteStateMachine', { stateMachineArn });
    expect(await stage.refusal('DescribeStateMachine', { stateMachineArn })).toBe(
      `StateMachineDoesNotExist: State Machine Does Not Exist: '${stateMachineArn}'`,
    );
    expect(await stage.refusal('StartExecution', { stateMachineArn })).toContain('StateMachineDoesNotExist');
    await stage.done('DeleteStateMachine', { stateMachineArn });
  });

  it('shows the id of its revision once it was updated, and publishes that one only', async () => {
    const { stateMachineArn } = await machine();
    expect(await stage.done('DescribeStateMachine', { stateMachineArn })).not.toHaveProperty('revisionId');
    const { revisionId } = await stage.done('UpdateStateMachine', { stateMachineArn, definition: wait });
    expect(await stage.done('DescribeStateMachine', { stateMachineArn })).toMatchObject({ revisionId });
    expect(await stage.refusal('PublishStateMachineVersion', { stateMachineArn, revisionId: 'INITIAL' })).toContain(
      'ConflictException',
    );
    expect(await stage.done('PublishStateMachineVersion', { stateMachineArn, revisionId })).toMatchObject({
      stateMachineVersionArn: `${stateMachineArn}:1`,
    });
  });

  it('is refused where it contradicts itself', async () => {
    const request = { name: 'x', definition: pass, roleArn };
    const refusal = (more: object) => stage.refusal('CreateStateMachine', { ...request, ...more });
    expect(await refusal({ name: 'a b' })).toBe("InvalidName: Invalid Name: 'a b'");
    expect(await refusal({ roleArn: 'role' })).toContain('InvalidArn');
    expect(await refusal({ loggingConfiguration: { level: 'ALL' } })).toContain('InvalidLoggingConfiguration');
    expect(await refusal({ definition: '{"StartAt":"P","States":{}}' })).toContain('InvalidDefinition');
    expect(await refusal({ definition: 'x' })).toContain('InvalidDefinition');
    expect(await stage.refusal('UpdateStateMachine', { stateMachineArn: arn('stateMachine:x') })).toContain(
      'MissingRequiredParameter',
    );
  });

  it('may have tags', async () => {
    const { stateMachineArn: resourceArn } = await machine();
    await stage.done('TagResource', { resourceArn, tags: [{ key: 'team', value: 'a' }] });
    expect(await stage.done('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'team', value: 'a' }] });
    expect(await stage.refusal('TagResource', { resourceArn: arn('activity:nobody'), tags: [] })).toContain(
      'ResourceNotFound',
    );
  });
});

describe('an execution', () => {
  it('is told as it was started, by whatever name', async () => {
    const { stateMachineArn } = await machine();
    const { executionArn, startDate } = await stage.done('StartExecution', { stateMachineArn, input: '{"a": 1.0}' });
    expect(executionArn?.split(':').at(-1)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      startDate,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    const { events } = await stage.done('GetExecutionHistory', { executionArn });
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events?.[0]?.executionStartedEventDetails?.input).toBe('{"a": 1.0}');
  });

  it('is started once, however often that is asked for', async () => {
    const { stateMachineArn } = await machine(wait);
    const start = { stateMachineArn, name: 'once', input: '{"a":1}' };
    const first = await stage.done('StartExecution', start);
    expect(await stage.done('StartExecution', start)).toEqual(first);
    expect(await stage.refusal('StartExecution', { ...start, input: '{}' })).toBe(
      `ExecutionAlreadyExists: Execution Already Exists: '${first.executionArn}'`,
    );
    await stage.done('StopExecution', { executionArn: first.executionArn });
    expect(await stage.refusal('StartExecution', start)).toContain('ExecutionAlreadyExists');
  });

  it('is stopped once', async () => {
    const { stateMachineArn } = await machine(wait);
    const { executionArn } = await stage.done('StartExecution', { stateMachineArn });
    const { stopDate } = await stage.done('StopExecution', { executionArn, error: 'No', cause: 'because' });
    expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED', stopDate, error: 'No', cause: 'because' });
    expect(await stage.done('StopExecution', { executionArn })).toEqual({ stopDate });
  });

  it('hides its data from who wants metadata only', async () => {
    const { stateMachineArn } = await machine();
    const { executionArn } = await stage.done('StartExecution', { stateMachineArn });
    await ended(executionArn);
    const told = await stage.done('DescribeExecution', { executionArn, includedData: 'METADATA_ONLY' });
    expect(told).toMatchObject({ inputDetails: { included: false }, outputDetails: { included: false } });
    expect(told).not.toHaveProperty('input');
    const { events } = await stage.done('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(JSON.stringify(events)).not.toContain('"input"');
  });

  it('is listed in pages, by status, version and alias', async () => {
    const { stateMachineArn, stateMachineVersionArn } = await machine(pass, { publish: true });
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    const { stateMachineAliasArn } = await stage.done('CreateStateMachineAlias', {
      name: 'live',
      routingConfiguration,
    });
    const started: (string | undefined)[] = [];
    for (const by of [stateMachineArn, stateMachineVersionArn, stateMachineAliasArn]) {
      const { executionArn } = await stage.done('StartExecution', { stateMachineArn: by });
      await ended(executionArn);
      started.unshift(executionArn);
    }
    const first = await stage.done('ListExecutions', { stateMachineArn, maxResults: 2, statusFilter: 'SUCCEEDED' });
    const { nextToken } = first;
    const rest = await stage.done('ListExecutions', { stateMachineArn, nextToken, statusFilter: 'SUCCEEDED' });
    const listed = [...first.executions!, ...rest.executions!].map(({ executionArn }) => executionArn);
    expect(listed).toEqual(started);
    expect(rest).not.toHaveProperty('nextToken');
    const by = async (stateMachineArn: string | undefined) =>
      (await stage.done('ListExecutions', { stateMachineArn })).executions?.length;
    expect([await by(stateMachineVersionArn), await by(stateMachineAliasArn)]).toEqual([2, 1]);
    expect(await stage.done('ListExecutions', { stateMachineArn, statusFilter: 'FAILED' })).toEqual({ executions: [] });
    expect(await stage.refusal('ListExecutions', { stateMachineArn, nextToken: 'x' })).toBe(
      "InvalidToken: Invalid Token: 'Invalid token'",
    );
    expect(await stage.refusal('ListExecutions', {})).toContain('ValidationException');
  });

  it('is refused a start with an input that is no JSON', async () => {
    const { stateMachineArn } = await machine();
    expect(await stage.refusal('StartExecution', { stateMachineArn, input: '{' })).toContain('InvalidExecutionInput');
    expect(await stage.refusal('StartExecution', { stateMachineArn, name: 'a/b' })).toContain('InvalidName');
  });
});

describe('an Express execution', () => {
  it('is waited for', async () => {
    const { stateMachineArn } = await machine(pass, { type: 'EXPRESS' });
    const start = { stateMachineArn, name: 'again', input: '{"a":1}' };
    const done = await stage.done('StartSyncExecution', start);
    expect(done).toMatchObject({
      name: 'again',
      status: 'SUCCEEDED',
      output: '{"a":1}',
      billingDetails: { billedMemoryUsedInMB: 64 },
    });
    expect(done.executionArn).toMatch(/:express:m\d+:again:[0-9a-f-]{36}$/);
    // Its name may be used again.
    expect(await stage.done('StartSyncExecution', start)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await stage.refusal('ListExecutions', { stateMachineArn })).toContain('StateMachineTypeNotSupported');
  });

  it('is of a state machine of that type', async () => {
    const { stateMachineArn } = await machine();
    expect(await stage.refusal('StartSyncExecution', { stateMachineArn })).toContain('StateMachineTypeNotSupported');
  });
});

describe('an iteration of a Distributed Map', () => {
  it('is an execution whose state machine, role and run are told', async () => {
    const each = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...each };
    const definition = JSON.stringify({
      StartAt: 'M',
      States: { M: { Type: 'Map', Label: 'each', ItemProcessor, End: true } },
    });
    const { stateMachineArn } = await machine(definition);
    const { executionArn } = await stage.done('StartExecution', { stateMachineArn, input: '["a"]' });
    await ended(executionArn);
    const { mapRuns } = await stage.done('ListMapRuns', { executionArn });
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    const { executions } = await stage.done('ListExecutions', { mapRunArn });
    const its = { executionArn: executions?.[0]?.executionArn };
    expect(await stage.done('DescribeStateMachineForExecution', its)).toMatchObject({
      stateMachineArn: `${stateMachineArn}/each`,
      name: stateMachineArn?.split(':').at(-1),
      label: 'each',
      mapRunArn,
      definition,
      roleArn,
    });
    const { events } = await stage.done('GetExecutionHistory', its);
    expect(events?.[0]?.executionStartedEventDetails).toMatchObject({ input: '"a"', roleArn });
  });

  it.each(['STANDARD', 'EXPRESS'])('knows itself as it is described (%s)', async (ExecutionType) => {
    const each = { StartAt: 'P', States: { P: { Type: 'Pass', Parameters: { 'I.$': '$$.Execution' }, End: true } } };
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...each };
    const { stateMachineArn } = await machine(
      JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true } } }),
    );
    const { executionArn } = await stage.done('StartExecution', { stateMachineArn, input: '["a"]' });
    const [its] = JSON.parse((await ended(executionArn)).output ?? '') as readonly { readonly I: JsonObject }[];
    const { Id, Name, Input, StartTime, RoleArn } = its!.I;
    const described = await stage.done('DescribeExecution', { executionArn: String(Id) });
    expect(described).toMatchObject({ executionArn: Id, name: Name, input: JSON.stringify(Input) });
    expect(new Date(Number(described.startDate) * 1_000).toISOString()).toBe(StartTime);
    expect(RoleArn).toBe(roleArn);
  });
});

describe('a Task that is tested without a mock', () => {
  const starts = (StateMachineArn: string | undefined) =>
    JSON.stringify({
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Parameters: { StateMachineArn, 'Input.$': '$' },
      ResultSelector: { 'arn.$': '$.ExecutionArn' },
      Catch: [{ ErrorEquals: ['StepFunctions.StateMachineDoesNotExistException'], Next: 'Sorry' }],
      Next: 'Then',
    });
  const machines = async () => (await stage.done('ListStateMachines', {})).stateMachines?.map(({ name }) => name);

  it('makes its call, and leaves no state machine behind', async () => {
    const { stateMachineArn } = await machine();
    const before = await machines();
    const tested = await stage.done('TestState', { definition: starts(stateMachineArn), roleArn, input: '{"a":1}' });
    expect(tested).toMatchObject({ status: 'SUCCEEDED', nextState: 'Then' });
    const { arn: executionArn } = JSON.parse(tested.output ?? '') as { arn: string };
    expect(await ended(executionArn)).toMatchObject({ stateMachineArn, input: '{"a":1}', status: 'SUCCEEDED' });
    expect(await machines()).toEqual(before);
  });

  it('shows no state machine in any list meanwhile, and leaves none behind whoever is gone', async () => {
    const before = await machines();
    const gone = new AbortController();
    const definition = JSON.stringify({ Type: 'Task', Resource: 'kafka:nobody.answers', End: true });
    const tested = fetch(stage.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.TestState' },
      body: JSON.stringify({ definition, roleArn }),
      signal: gone.signal,
    });
    const calling = async () => {
      const { items } = (await (await fetch(`${stage.url}/api/executions?status=RUNNING`)).json()) as {
        readonly items: readonly { readonly stateMachine: string }[];
      };
      return items.filter(({ stateMachine }) => stateMachine.startsWith('TestState-')).length;
    };
    await until('it calls', async () => (await calling()) === 1);
    expect(await machines()).toEqual(before);
    gone.abort();
    await expect(tested).rejects.toThrow('aborted');
    expect(await machines()).toEqual(before);
    expect(await calling()).toBe(1);
  });

  it('fails with what its call fails with, and is caught', async () => {
    const before = await machines();
    const definition = starts(arn('stateMachine:nowhere'));
    expect(await stage.done('TestState', { definition, roleArn })).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'StepFunctions.StateMachineDoesNotExistException',
      nextState: 'Sorry',
    });
    expect(await machines()).toEqual(before);
  });

  it('calls a Lambda function as an execution would', async () => {
    const definition = JSON.stringify({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'nobodys' },
      End: true,
    });
    expect(await stage.done('TestState', { definition, roleArn })).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.ResourceNotFoundException',
    });
  });
});

describe('an activity', () => {
  it('gives each of its tasks to one worker, who answers it', async () => {
    const { activityArn } = await stage.done('CreateActivity', { name: 'pack' });
    const { stateMachineArn } = await machine(taskOf(activityArn));
    const asked = [1, 2].map((n) => stage.done('GetActivityTask', { activityArn, workerName: `w${n}` }));
    const started = [];
    for (const n of [1, 2])
      started.push(await stage.done('StartExecution', { stateMachineArn, input: JSON.stringify({ n }) }));
    const tasks = await Promise.all(asked);
    expect(new Set(tasks.map(({ input }) => input))).toEqual(new Set(['{"n":1}', '{"n":2}']));
    const [one, two] = tasks;
    await stage.done('SendTaskHeartbeat', { taskToken: one?.taskToken });
    await stage.done('SendTaskSuccess', { taskToken: one?.taskToken, output: '{"done":true}' });
    await stage.done('SendTaskFailure', { taskToken: two?.taskToken, error: 'No', cause: 'because' });
    const ends = await Promise.all(started.map(({ executionArn }) => ended(executionArn)));
    expect(new Set(ends.map(({ status, error }) => error ?? status))).toEqual(new Set(['No', 'SUCCEEDED']));
    expect(await stage.refusal('SendTaskSuccess', { taskToken: one?.taskToken, output: '{}' })).toBe(
      "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'",
    );
  });

  it('refuses answers that are none', async () => {
    expect(await stage.refusal('SendTaskSuccess', { taskToken: 'x', output: '{}' })).toBe(
      "InvalidToken: Invalid Token: 'Invalid token'",
    );
    expect(await stage.refusal('SendTaskSuccess', { taskToken: 'x', output: '{' })).toContain('InvalidOutput');
    expect(await stage.refusal('GetActivityTask', { activityArn: arn('activity:nobody') })).toContain(
      'ActivityDoesNotExist',
    );
  });
});

describe('an alias', () => {
  it('leads to one or two versions of one state machine, that add up to a hundred', async () => {
    const { stateMachineArn, stateMachineVersionArn: v1 } = await machine(pass, { publish: true });
    const { stateMachineVersionArn: other } = await machine(pass, { publish: true });
    const refusal = (...routes: [string | undefined, number][]) =>
      stage.refusal('CreateStateMachineAlias', {
        name: 'live',
        routingConfiguration: routes.map(([stateMachineVersionArn, weight]) => ({ stateMachineVersionArn, weight })),
      });
    expect(await refusal([stateMachineArn, 100])).toContain('must contain state machine version ARNs');
    expect(await refusal([v1, 90])).toContain('weights must equal 100');
    expect(await refusal([v1, 50], [v1, 50])).toContain('distinct');
    expect(await refusal([v1, 50], [other, 50])).toContain('same state machine');
    expect(await refusal([`${stateMachineArn}:9`, 100])).toContain('ResourceNotFound');
    expect(await stage.refusal('DescribeStateMachineAlias', { stateMachineAliasArn: `${stateMachineArn}:x` })).toBe(
      'ResourceNotFound: Request references a resource that does not exist.',
    );
  });
});

describe('what was written before the API ended', () => {
  it('is there when it serves again', async () => {
    const { stateMachineArn } = await machine();
    const { executionArn } = await stage.done('StartExecution', { stateMachineArn });
    const before = await ended(executionArn);
    await stage.stop();
    await stage.serve();
    expect(await stage.done('DescribeExecution', { executionArn })).toEqual(before);
  });
});

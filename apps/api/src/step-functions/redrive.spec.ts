import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';
import { idIn, Operators } from '../testing/operators.js';

const PARTITIONS = '3';
const roleArn = 'arn:aws:iam::000000000000:role/any';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const word = { by: 'ada', why: 'the press works again' };

let stage: ApiStage;
let operators: Operators;
let stateMachineArn: string | undefined;
let activityArn: string | undefined;

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom({ BACKSTEP_PARTITIONS: PARTITIONS }), silent),
    environment: { BACKSTEP_PARTITIONS: PARTITIONS },
  });
  operators = new Operators(stage);
  ({ activityArn } = await stage.done('CreateActivity', { name: 'press' }));
  const definition = JSON.stringify({
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Result: 'folded', ResultPath: '$.before', Next: 'Press' },
      Press: { Type: 'Task', Resource: activityArn, End: true },
    },
  });
  ({ stateMachineArn } = await stage.done('CreateStateMachine', { name: 'laundry', definition, roleArn }));
});
afterAll(() => stage.close());

const task = () => stage.done('GetActivityTask', { activityArn });
const describeOne = (executionArn: string | undefined) => stage.done('DescribeExecution', { executionArn });

async function failed(name: string): Promise<string | undefined> {
  const { executionArn } = await stage.done('StartExecution', { stateMachineArn, name });
  const { taskToken } = await task();
  await stage.done('SendTaskFailure', { taskToken, error: 'TooCold' });
  return executionArn;
}

describe('an execution that has failed', () => {
  it('goes on with the state that failed, and is told as on AWS', async () => {
    const executionArn = await failed('e1');
    expect(await describeOne(executionArn)).toMatchObject({ redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    const { redriveDate } = await stage.done('RedriveExecution', { executionArn });
    expect(await describeOne(executionArn)).toMatchObject({
      status: 'RUNNING',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    });
    const { taskToken, input } = await task();
    expect(JSON.parse(input!)).toEqual({ before: 'folded' });
    await stage.done('SendTaskSuccess', { taskToken, output: '"ironed"' });
    expect(await describeOne(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"ironed"', redriveCount: 1 });
    const { events } = await stage.done('GetExecutionHistory', { executionArn });
    expect(events!.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'TaskStateEntered',
      'ActivityScheduled',
      'ActivityStarted',
      'ActivityFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ActivityScheduled',
      'ActivityStarted',
      'ActivitySucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events![8]).toMatchObject({ id: 9, executionRedrivenEventDetails: { redriveCount: 1 } });
    const list = async (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') =>
      (await stage.done('ListExecutions', { stateMachineArn, redriveFilter })).executions!.map(({ name }) => name);
    expect([await list('REDRIVEN'), await list('NOT_REDRIVEN')]).toEqual([['e1'], []]);
    expect(await stage.refusal('RedriveExecution', { executionArn })).toBe(
      'ExecutionNotRedrivable: Execution is SUCCEEDED and cannot be redriven',
    );
  });

  it('is redriven once for each client token', async () => {
    const executionArn = await failed('e2');
    const first = await stage.done('RedriveExecution', { executionArn, clientToken: 'mine' });
    expect(await stage.done('RedriveExecution', { executionArn, clientToken: 'mine' })).toEqual(first);
    for (const other of [{ clientToken: 'other' }, {}])
      expect(await stage.refusal('RedriveExecution', { executionArn, ...other })).toBe(
        'ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven',
      );
    const { taskToken } = await task();
    await stage.done('SendTaskFailure', { taskToken, error: 'TooHot' });
    expect(await stage.done('RedriveExecution', { executionArn, clientToken: 'mine' })).toEqual(first);
    expect(await describeOne(executionArn)).toMatchObject({ status: 'FAILED', error: 'TooHot', redriveCount: 1 });
  });

  it('in a Distributed Map goes on with its run: the same one, without what had succeeded', async () => {
    const definition = JSON.stringify({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Label: 'all',
          MaxConcurrency: 1,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Press',
            States: { Press: { Type: 'Task', Resource: activityArn, End: true } },
          },
          End: true,
        },
      },
    });
    const made = await stage.done('CreateStateMachine', { name: 'items', definition, roleArn });
    const of = { stateMachineArn: made.stateMachineArn, name: 'm1', input: '["a","b","c"]' };
    const { executionArn } = await stage.done('StartExecution', of);
    await stage.done('SendTaskSuccess', { taskToken: (await task()).taskToken, output: '"A"' });
    await stage.done('SendTaskFailure', { taskToken: (await task()).taskToken, error: 'TooCold' });
    await until('it is over', async () => (await describeOne(executionArn)).status === 'FAILED');
    expect(await describeOne(executionArn)).toMatchObject({ redriveStatus: 'REDRIVABLE' });
    const { mapRuns } = await stage.done('ListMapRuns', { executionArn });
    const [{ mapRunArn } = {}] = mapRuns!;
    const run = () => stage.done('DescribeMapRun', { mapRunArn });
    expect(await run()).toMatchObject({ status: 'FAILED', redriveCount: 0, itemCounts: { failed: 1, pending: 1 } });
    const childOf = async (statusFilter: 'FAILED' | 'RUNNING' | 'SUCCEEDED') =>
      (await stage.done('ListExecutions', { mapRunArn, statusFilter })).executions!.map((child) => child.executionArn);
    const [failedChild] = await childOf('FAILED');
    expect(await describeOne(failedChild)).toMatchObject({ redriveCount: 0, redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });

    const { redriveDate } = await stage.done('RedriveExecution', { executionArn });
    const { taskToken, input } = await task();
    expect(JSON.parse(input!)).toBe('b');
    expect(await run()).toMatchObject({
      mapRunArn,
      status: 'RUNNING',
      redriveCount: 1,
      redriveDate,
      itemCounts: { succeeded: 1, failed: 0, running: 1, pending: 1, pendingRedrive: 0, failuresNotRedrivable: 0 },
    });
    expect(await childOf('RUNNING')).toEqual([failedChild]);
    expect(await describeOne(failedChild)).toMatchObject({ redriveCount: 1, redriveDate });
    await stage.done('SendTaskSuccess', { taskToken, output: '"B"' });
    await stage.done('SendTaskSuccess', { taskToken: (await task()).taskToken, output: '"C"' });
    await until('it has succeeded', async () => (await describeOne(executionArn)).status === 'SUCCEEDED');
    expect(await describeOne(executionArn)).toMatchObject({ output: '["A","B","C"]', redriveCount: 1 });
    expect(await run()).toMatchObject({ status: 'SUCCEEDED', itemCounts: { succeeded: 3, failed: 0 } });
    const { events } = await stage.done('GetExecutionHistory', { executionArn });
    expect(events!.slice(-6)).toMatchObject([
      { type: 'ExecutionRedriven', executionRedrivenEventDetails: { redriveCount: 1 } },
      { type: 'MapRunRedriven', mapRunRedrivenEventDetails: { mapRunArn, redriveCount: 1 } },
      { type: 'MapRunSucceeded' },
      { type: 'MapStateSucceeded' },
      { type: 'MapStateExited' },
      { type: 'ExecutionSucceeded' },
    ]);
    const ofChild = await stage.done('GetExecutionHistory', { executionArn: failedChild });
    expect(ofChild.events!.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'ActivityScheduled',
      'ActivityStarted',
      'ActivityFailed',
      'TaskStateAborted',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ActivityScheduled',
      'ActivityStarted',
      'ActivitySucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('is redriven by operators, one or many, who say why', async () => {
    const arns = [await failed('e3'), await failed('e4')];
    const [one, two] = arns.map((arn) => `laundry:${arn!.split(':').at(-1)!}`);
    expect(await operators.get(`/executions/${idIn(one!)}`)).toMatchObject({ body: { redrivable: true } });
    const redriven = await operators.post(`/executions/${idIn(one!)}/redrive`, word);
    expect(redriven).toMatchObject({ status: 200, body: { status: 'RUNNING', redriveCount: 1 } });
    const filter = { stateMachine: 'laundry', status: 'FAILED', namePrefix: 'e4' };
    const { body } = await operators.post('/bulk/redrive', { filter, ...word, preview: false, expected: 1 });
    expect(body).toMatchObject({ done: [two], refused: [] });
    const events = await operators.get(`/executions/${idIn(two!)}/events`);
    expect(events.body.items!.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'ExecutionRedriven', ...word }),
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  InvalidArn,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  SFN,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { connectKafka } from '#kafka';
import { until, useBroker } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from './testing/api-stage.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SECRET = 'a-secret-that-is-long';
const roleArn = 'arn:aws:iam::000000000000:role/any';
const definitionOf = (state: object) => JSON.stringify({ StartAt: 'S', States: { S: { ...state, End: true } } });
const pass = definitionOf({ Type: 'Pass' });
const wait = definitionOf({ Type: 'Wait', Seconds: 600 });

let stage: ApiStage;
const clients: SFN[] = [];

function client(accessKeyId = 'AKIAADMIN', secretAccessKey = SECRET): SFN {
  const made = new SFN({
    endpoint: stage.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    // Names below localhost are not found by every system's resolver.
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  clients.push(made);
  return made;
}

beforeAll(async () => {
  const { brokers, name } = await useBroker();
  const topics = { BACKSTEP_TOPIC_PREFIX: `${name('client')}.`, BACKSTEP_PARTITIONS: '4' };
  stage = await ApiStage.open({
    connect: () => connectKafka({ brokers }),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom(topics), silent),
    environment: { ...topics, BACKSTEP_ACCESS_KEYS: `AKIAADMIN:${SECRET},AKIAREADER:${SECRET}:reader` },
  });
}, 60_000);
afterAll(async () => {
  for (const one of clients) one.destroy();
  await stage.close();
}, 30_000);

async function collect<Page, Item>(pages: AsyncIterable<Page>, items: (page: Page) => readonly Item[] | undefined) {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}

describe('AWS’s own client', () => {
  it('creates, starts, describes, tells the history, stops, lists and deletes', async () => {
    const sfn = client();
    const { stateMachineArn, creationDate } = await sfn.createStateMachine({ name: 'walk', definition: pass, roleArn });
    expect(creationDate).toBeInstanceOf(Date);
    const started = await Promise.all(
      Array.from({ length: 7 }, (_, n) => sfn.startExecution({ stateMachineArn, name: `n${n}`, input: `{"n":${n}}` })),
    );
    await until('all have ended', async () => {
      const { executions = [] } = await sfn.listExecutions({ stateMachineArn, statusFilter: 'SUCCEEDED' });
      return executions.length === started.length;
    });
    const { executionArn } = started[3]!;
    expect(await sfn.describeExecution({ executionArn })).toMatchObject({ status: 'SUCCEEDED', output: '{"n":3}' });
    const listed = await collect(
      paginateListExecutions({ client: sfn, pageSize: 3 }, { stateMachineArn }),
      ({ executions }) => executions,
    );
    expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']));
    const events = await collect(
      paginateGetExecutionHistory({ client: sfn, pageSize: 1 }, { executionArn, reverseOrder: true }),
      ({ events }) => events,
    );
    expect(events.map(({ id, type }) => [id, type])).toEqual([
      [4, 'ExecutionSucceeded'],
      [3, 'PassStateExited'],
      [2, 'PassStateEntered'],
      [1, 'ExecutionStarted'],
    ]);
    await sfn.deleteStateMachine({ stateMachineArn });
    const left = await collect(paginateListStateMachines({ client: sfn }, {}), ({ stateMachines }) => stateMachines);
    expect(left.map((machine) => machine.stateMachineArn)).not.toContain(stateMachineArn);
  });

  it('stops what would go on', async () => {
    const sfn = client();
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'waits', definition: wait, roleArn });
    const { executionArn } = await sfn.startExecution({ stateMachineArn });
    const { stopDate } = await sfn.stopExecution({ executionArn, error: 'Enough' });
    expect(await sfn.describeExecution({ executionArn })).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      stopDate,
    });
  });

  it('publishes versions and points aliases at them', async () => {
    const sfn = client();
    const { stateMachineArn, stateMachineVersionArn: v1 } = await sfn.createStateMachine({
      name: 'versions',
      definition: wait,
      roleArn,
      publish: true,
    });
    const { stateMachineVersionArn: v2 } = await sfn.updateStateMachine({
      stateMachineArn,
      definition: pass,
      publish: true,
    });
    const { stateMachineAliasArn } = await sfn.createStateMachineAlias({
      name: 'live',
      routingConfiguration: [{ stateMachineVersionArn: v2, weight: 100 }],
    });
    const { executionArn } = await sfn.startExecution({ stateMachineArn: stateMachineAliasArn! });
    expect(await sfn.describeExecution({ executionArn })).toMatchObject({
      stateMachineVersionArn: v2,
      stateMachineAliasArn,
    });
    await expect(sfn.deleteStateMachineVersion({ stateMachineVersionArn: v2 })).rejects.toMatchObject({
      name: 'ConflictException',
    });
    await sfn.deleteStateMachineVersion({ stateMachineVersionArn: v1 });
    const { stateMachineVersions } = await sfn.listStateMachineVersions({ stateMachineArn });
    expect(stateMachineVersions?.map((version) => version.stateMachineVersionArn)).toEqual([v2]);
  });

  it('runs an Express state machine to its end in one call', async () => {
    const sfn = client();
    const { stateMachineArn } = await sfn.createStateMachine({
      name: 'express',
      definition: pass,
      roleArn,
      type: 'EXPRESS',
    });
    expect(await sfn.startSyncExecution({ stateMachineArn, input: '{"a":1}' })).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a":1}',
    });
  });

  it('works on an activity', async () => {
    const sfn = client();
    const { activityArn } = await sfn.createActivity({ name: 'pack' });
    const definition = definitionOf({ Type: 'Task', Resource: activityArn });
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'packs', definition, roleArn });
    const asked = sfn.getActivityTask({ activityArn, workerName: 'ada' });
    const { executionArn } = await sfn.startExecution({ stateMachineArn, input: '{"box":1}' });
    const { taskToken, input } = await asked;
    expect(input).toBe('{"box":1}');
    await sfn.sendTaskSuccess({ taskToken, output: '{"packed":true}' });
    await until('it has ended', async () => (await sfn.describeExecution({ executionArn })).status === 'SUCCEEDED');
  });

  it('tests a state and validates a definition', async () => {
    const sfn = client();
    expect(await sfn.testState({ definition: '{"Type":"Pass","End":true}', input: '{"a":1}' })).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a":1}',
    });
    expect(await sfn.validateStateMachineDefinition({ definition: '{}' })).toMatchObject({ result: 'FAIL' });
  });

  it('is told errors of the classes that it knows', async () => {
    const sfn = client();
    await expect(sfn.describeStateMachine({ stateMachineArn: 'x' })).rejects.toThrow(InvalidArn);
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:nobody';
    await expect(sfn.startExecution({ stateMachineArn })).rejects.toThrow(StateMachineDoesNotExist);
  });
});

describe('keys', () => {
  it('let nobody in whose signature is not right, and nobody further than his role goes', async () => {
    await expect(client('AKIAADMIN', 'another-secret').listStateMachines({})).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(client('AKIANOBODY').listStateMachines({})).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const reader = client('AKIAREADER');
    await reader.listStateMachines({});
    await expect(reader.createActivity({ name: 'mine' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await stage.refusal('ListStateMachines', {})).toBe(
      'MissingAuthenticationTokenException: Missing Authentication Token',
    );
  });
});

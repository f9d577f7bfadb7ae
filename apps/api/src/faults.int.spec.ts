/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka, type Kafka } from '#kafka';
import { ownBroker, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { CompiledServices, ended, freePort, usePostgres, type Postgres } from '#participant/testing';
import { ApiStage, type WireAnswer } from './testing/api-stage.js';

/** Two instances of the API over one PostgreSQL, and what they need is taken away from them. */

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const roleArn = 'arn:aws:iam::000000000000:role/any';
const arn = (rest: string) => `arn:aws:states:us-east-1:000000000000:${rest}`;
const definitionOf = (Seconds: number) =>
  JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds, End: true } } });

let broker: Awaited<ReturnType<typeof ownBroker>>;
let postgres: Postgres;
let services: CompiledServices;
let kafka: Kafka;
let environment: Record<string, string>;
let one: ApiStage;
let other: ApiStage;
let owner: Orchestrator;

const connect = () => connectKafka({ brokers: broker.brokers });

beforeAll(async () => {
  services = CompiledServices.compile('apps/api', 'libs/asl', 'libs/engine', 'libs/resources', 'libs/views');
  [broker, postgres] = await Promise.all([ownBroker(), usePostgres()]);
  environment = { BACKSTEP_PARTITIONS: '2', DATABASE_URL: await postgres.database() };
  kafka = connect();
  owner = new Orchestrator(kafka, settingsFrom(environment), silent);
  await owner.start();
  [one, other] = await Promise.all([stage(), stage()]);
  const waits = { name: 'waits', definition: definitionOf(600), roleArn };
  await until('it is created', async () => (await one.call('CreateStateMachine', waits)).status === 200, 60_000);
}, 180_000);
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  services?.discard();
  await owner?.close();
  await kafka?.close();
  await postgres?.stop();
  await broker?.discard();
}, 60_000);

const stage = () => ApiStage.open({ connect, environment, settings: { answerMs: 2_000 } });
const start = (at: ApiStage, name: string) =>
  at.call('StartExecution', { stateMachineArn: arn('stateMachine:waits'), name, input: '{"a":1}' });
/** As clients do: what is to come again comes again, since a slow machine may need longer than the API waits. */
async function answered(ask: () => Promise<WireAnswer>): Promise<WireAnswer> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
  }
}
const comesAgain = ({ status, headers }: { status: number; headers: Headers }) => [status, headers.get('retry-after')];

describe('two instances', () => {
  it('that create the same name at once: one wins, and the other is answered as AWS would', async () => {
    for (const n of [1, 2, 3, 4]) {
      const create = (at: ApiStage, seconds: number) =>
        answered(() => at.call('CreateStateMachine', { name: `both${n}`, definition: definitionOf(seconds), roleArn }));
      const answers = await Promise.all([create(one, 1), create(other, 2)]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
      const loser = answers.findIndex(({ status }) => status === 400);
      expect(answers[loser]!.errorType).toContain('#StateMachineAlreadyExists');
      const { definition } = await one.done('DescribeStateMachine', { stateMachineArn: arn(`stateMachine:both${n}`) });
      expect(definition).toBe(definitionOf(loser === 0 ? 2 : 1));
    }
  });
});

describe('an API that is killed between a start and its answer', () => {
  it('leaves one execution, however often and wherever that is repeated', async () => {
    const port = String(await freePort());
    const child = services.start('apps/api', { ...environment, PORT: port, KAFKA_BROKERS: broker.brokers.join() });
    const url = `http://127.0.0.1:${port}`;
    const isUp = () =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await until('it serves', isUp, 30_000);
    // Nobody decides, so that the answer takes its time.
    await owner.close();
    const { inbox } = one.api.settings.topics;
    const written = async () => (await kafka.offsets(inbox)).reduce((sum, { end }) => sum + end, 0);
    const before = await written();
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.StartExecution',
    };
    const body = JSON.stringify({ stateMachineArn: arn('stateMachine:waits'), name: 'killed', input: '{"a":1}' });
    const answer = fetch(url, { method: 'POST', headers, body }).then(
      ({ status }) => status,
      () => 'cut off',
    );
    await until('it is accepted', async () => (await written()) > before);
    child.kill('SIGKILL');
    await ended(child);
    expect(await answer).toBe('cut off');
    expect(comesAgain(await start(one, 'killed'))).toEqual([503, '1']);

    owner = new Orchestrator(kafka, settingsFrom(environment), silent);
    await owner.start();
    const repeats = await Promise.all([one, other, one].map((at) => answered(() => start(at, 'killed'))));
    expect(repeats.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(repeats.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const executionArn = arn('execution:waits:killed');
    const { events } = await one.done('GetExecutionHistory', { executionArn });
    expect(events!.map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered']);
    const { executions } = await other.done('ListExecutions', { stateMachineArn: arn('stateMachine:waits') });
    expect(executions!.map(({ name }) => name)).toEqual(['killed']);
  }, 60_000);
});

describe('what is away', () => {
  it('PostgreSQL: 503 while it restarts, and then everything goes on without a restart of the API', async () => {
    await postgres.restart(async () => {
      const describes = await one.call('DescribeExecution', { executionArn: arn('execution:waits:killed') });
      expect(comesAgain(describes)).toEqual([503, '1']);
    });
    for (const at of [one, other]) {
      const executionArn = arn('execution:waits:killed');
      await until(
        'it answers',
        async () => (await at.call('DescribeExecution', { executionArn })).status === 200,
        20_000,
      );
    }
    await until('a start is answered', async () => (await start(other, 'after-postgres')).status === 200, 20_000);
    expect(await one.done('DescribeExecution', { executionArn: arn('execution:waits:after-postgres') })).toMatchObject({
      status: 'RUNNING',
    });
  }, 60_000);

  it('the broker: 503 while it is, and then a repeat is answered without a restart of the API', async () => {
    await broker.kill();
    expect(comesAgain(await start(one, 'after-kafka'))).toEqual([503, '1']);
    expect((await other.call('DescribeExecution', { executionArn: arn('execution:waits:killed') })).status).toBe(200);
    await broker.start();
    for (const at of [one, other])
      await until('a start is answered', async () => (await start(at, 'after-kafka')).status === 200, 45_000);
    const { events } = await other.done('GetExecutionHistory', { executionArn: arn('execution:waits:after-kafka') });
    expect(events!.map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered']);
  }, 120_000);
});

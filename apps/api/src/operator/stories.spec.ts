import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { listen, StubParticipant, type JoinedParticipant } from '#orchestrator/testing';
import { ApiStage } from '../testing/api-stage.js';
import { definition, pausing, shop } from '../testing/blocked-undo.js';
import { idIn, Operators } from '../testing/operators.js';

const PARTITIONS = '3';
const roleArn = 'arn:aws:iam::000000000000:role/any';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const word = { by: 'ada', why: 'the bank is back' };
const our = shop();

let stage: ApiStage;
let operators: Operators;
let participant: JoinedParticipant;
let started = 0;

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom({ BACKSTEP_PARTITIONS: PARTITIONS }), silent),
    environment: { BACKSTEP_PARTITIONS: PARTITIONS },
  });
  const kafka = memoryKafka(broker);
  await kafka.ensureTopics([{ topic: 'shop.commands', partitions: 1, config: {} }]);
  participant = await listen(kafka, 'shop', new StubParticipant((command) => our.verdict(command)));
  operators = new Operators(stage);
  const wait = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
  const fail = JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'No' } } });
  await stage.done('CreateStateMachine', { name: 'order', definition, roleArn });
  await stage.done('CreateStateMachine', { name: 'pausing', definition: pausing, roleArn });
  await stage.done('CreateStateMachine', { name: 'wait', definition: wait, roleArn });
  await stage.done('CreateStateMachine', { name: 'fail', definition: fail, roleArn });
});
afterAll(async () => {
  await participant.close();
  await stage.close();
});

async function start(stateMachine: string, input: object = {}): Promise<string> {
  const name = `e${++started}`;
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${stateMachine}`;
  await stage.done('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
  return `${stateMachine}:${name}`;
}

const describeOne = async (id: string) => (await operators.get(`/executions/${idIn(id)}`)).body;

/** Its undo waits for a person. */
async function blocked(input: object = {}): Promise<string> {
  our.refuseRefunds = true;
  const id = await start('order', input);
  await until('it is blocked', async () => (await describeOne(id))['compensationStatus'] === 'BLOCKED');
  return id;
}

const ended = (id: string) => until('it has ended', async () => (await describeOne(id))['status'] !== 'RUNNING');
const idsIn = async (query: string) => {
  const { status, body } = await operators.get(`/executions?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body.items?.map(({ id }) => id);
};
const query = (attributes: object) => `attributes=${encodeURIComponent(JSON.stringify(attributes))}`;

describe('executions', () => {
  it('are found by what they are about and how they are', async () => {
    const one = await blocked({ customer: 'c-1' });
    const other = await start('wait', {});
    expect(await idsIn(query({ customer: 'c-1' }))).toEqual([one]);
    expect(await idsIn(query({ customer: 1 }))).toEqual([]);
    expect(await idsIn('stateMachine=wait&status=RUNNING')).toContain(other);
    expect(await idsIn('compensationStatus=BLOCKED')).toContain(one);
    expect(await idsIn('compensationStatus=BLOCKED')).not.toContain(other);
    expect(await idsIn(`namePrefix=${one.split(':')[1]}&stateMachine=order`)).toEqual([one]);
    expect(await idsIn('startedFrom=2999-01-01T00:00:00Z')).toEqual([]);
  });

  it('come in pages that go on behind each other', async () => {
    const ids = [await start('fail'), await start('fail'), await start('fail')];
    const first = await operators.get('/executions?stateMachine=fail&limit=2');
    const second = await operators.get(`/executions?stateMachine=fail&limit=2&token=${String(first.body['next'])}`);
    const listed = [...first.body.items!, ...second.body.items!].map(({ id }) => id);
    expect(new Set(listed)).toEqual(new Set(ids));
    const elsewhere = await operators.get(`/executions?limit=2&token=${String(first.body['next'])}`);
    expect(elsewhere).toMatchObject({ status: 400, body: { type: 'urn:backstep:problem:invalid-token' } });
  });

  it('show where they are, what they did, and how its undo stands', async () => {
    const id = await blocked({ customer: 'c-2' });
    expect(await describeOne(id)).toMatchObject({
      id,
      status: 'RUNNING',
      input: { customer: 'c-2' },
      attributes: { customer: 'c-2' },
      redrivable: false,
      waiting: ['Charge'],
      steps: [
        { state: 'Reserve', outcome: 'SUCCEEDED', undo: { status: 'PENDING' } },
        { state: 'Charge', outcome: 'SUCCEEDED', undo: { status: 'BLOCKED', error: 'CannotUndo' } },
      ],
    });
    const waits = await start('wait');
    expect(await describeOne(waits)).toMatchObject({ current: [{ state: 'W', type: 'Wait', phase: 'WAITING' }] });
  });

  it('tell what happened, as the log has it and as Step Functions does', async () => {
    const id = await blocked();
    const events = await operators.get(`/executions/${idIn(id)}/events?limit=1000`);
    expect(events.body.items?.map(({ event }) => (event as { type: string }).type)).toEqual(
      expect.arrayContaining(['ExecutionStarted', 'CompensationPlanned', 'CompensationBlocked']),
    );
    const history = await operators.get(`/executions/${idIn(id)}/history`);
    expect(history.body.items?.map(({ type }) => type)).toContain('CompensationBlocked');
    const aws = await operators.get(`/executions/${idIn(id)}/history?includeCompensation=false&reverse=true`);
    expect(aws.body.items?.map(({ type }) => type)).not.toContain('CompensationBlocked');
    expect(aws.body.items?.at(-1)).toMatchObject({ type: 'ExecutionStarted' });
  });
});

describe('an undo that is blocked', () => {
  it('has a plan that says what is left and why', async () => {
    const id = await blocked();
    const { body } = await operators.get(`/executions/${idIn(id)}/undo-plan`);
    expect(body).toMatchObject({
      compensationStatus: 'BLOCKED',
      plan: [
        { state: 'Charge', command: 'shop.refund', because: 'Charge succeeded' },
        { state: 'Reserve', command: 'shop.release' },
      ],
      explanation: ['1. shop.refund, because Charge succeeded.', '2. shop.release, because Reserve succeeded.'],
    });
  });

  it('is tried again, and who said so and why is on the log', async () => {
    const id = await blocked();
    our.refuseRefunds = false;
    const answer = await operators.post(`/executions/${idIn(id)}/resolve`, { state: 'Charge', how: 'RETRY', ...word });
    expect(answer).toMatchObject({ status: 200, body: { id } });
    await ended(id);
    expect(await describeOne(id)).toMatchObject({
      status: 'FAILED',
      error: 'OutOfStock',
      compensationStatus: 'COMPLETED',
    });
    const { body } = await operators.get(`/executions/${idIn(id)}/events`);
    expect(body.items).toContainEqual(
      expect.objectContaining({
        event: expect.objectContaining({ type: 'CompensationResolved', how: 'RETRY', ...word }),
      }),
    );
  });

  it.each([
    ['RESOLVED', 'COMPLETED'],
    ['SKIP', 'PARTIAL'],
    ['GIVE_UP', 'PARTIAL'],
  ])('may be %s, which leaves it %s', async (how, compensationStatus) => {
    const id = await blocked();
    await operators.post(`/executions/${idIn(id)}/resolve`, { state: 'Charge', how, ...word });
    await ended(id);
    expect(await describeOne(id)).toMatchObject({ compensationStatus, waiting: [] });
  });

  it('is decided on by somebody, for a reason, and only if it waits', async () => {
    const id = await blocked();
    const path = `/executions/${idIn(id)}/resolve`;
    expect(await operators.post(path, { state: 'Charge', how: 'SKIP' })).toMatchObject({
      status: 400,
      body: {
        type: 'urn:backstep:problem:invalid-request',
        errors: [{ where: 'body.by' }, { where: 'body.why' }],
      },
    });
    expect(await operators.post(path, { state: 'Reserve', how: 'SKIP', ...word })).toMatchObject({
      status: 409,
      body: { next: 'Decide on one of these: Charge.' },
    });
    expect(await operators.post(path, { state: 'Charge', how: 'SKIP', input: {}, ...word })).toMatchObject({
      status: 400,
      body: { errors: [{ where: 'body.input', says: 'goes with RETRY only' }] },
    });
    expect((await operators.post(`/executions/${idIn(id)}/stop`, word)).body).toMatchObject({ status: 409 });
  });
});

describe('a stop and a redrive', () => {
  it('say on the log who asked for them, and why', async () => {
    const id = await start('wait');
    const stopped = await operators.post(`/executions/${idIn(id)}/stop`, { ...word, error: 'Called' });
    expect(stopped).toMatchObject({ status: 200, body: { status: 'ABORTED' } });
    expect((await operators.post(`/executions/${idIn(id)}/stop`, word)).body).toMatchObject({ status: 409 });
    const { body } = await operators.get(`/executions/${idIn(id)}/events`);
    expect(body.items!.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'ExecutionAborted', error: 'Called', cause: word.why, ...word }),
    );
  });

  it('goes on with one that waits for a person', async () => {
    our.refuseRefunds = true;
    const id = await start('pausing');
    await until('it waits', async () => (await describeOne(id))['attention'] !== undefined);
    expect(await idsIn('needsAttention=true')).toContain(id);
    expect(await describeOne(id)).toMatchObject({ redrivable: true, compensationStatus: 'BLOCKED' });
    our.refuseRefunds = false;
    const redriven = await operators.post(`/executions/${idIn(id)}/redrive`, word);
    expect(redriven).toMatchObject({ status: 200, body: { redriveCount: 1 } });
    await ended(id);
    expect(await describeOne(id)).toMatchObject({ status: 'SUCCEEDED' });
    const { body } = await operators.get(`/executions/${idIn(id)}/events`);
    expect(body.items!.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'ExecutionRedriven', ...word }),
    );
  });

  it('are refused where they make no sense, with what to do next', async () => {
    const id = await start('wait');
    expect(await operators.post(`/executions/${idIn(id)}/redrive`, word)).toMatchObject({
      status: 409,
      body: { next: 'Wait for its end, or stop it.' },
    });
    expect(await operators.post('/executions/wait%3Anobody/stop', word)).toMatchObject({
      status: 404,
      body: { next: 'GET /api/executions lists those there are.' },
    });
  });
});

describe('state machines', () => {
  it('are listed with how many executions of them are how', async () => {
    await start('fail');
    const { body } = await operators.get('/state-machines');
    expect(body.items?.map(({ name }) => name)).toEqual(['fail', 'order', 'pausing', 'wait']);
    const { body: one } = await operators.get('/state-machines/fail');
    expect(one).toMatchObject({ type: 'STANDARD', revision: 1, definition: { StartAt: 'F' } });
    expect((one as { executions: { byStatus: { FAILED: number } } }).executions.byStatus.FAILED).toBeGreaterThan(0);
    expect(await operators.get('/state-machines/nobody')).toMatchObject({ status: 404 });
  });
});

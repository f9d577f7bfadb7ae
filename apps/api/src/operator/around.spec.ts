import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import type { Kafka } from '#kafka';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';
import { EventSource } from '../testing/event-source.js';
import { Operators } from '../testing/operators.js';

const roleArn = 'arn:aws:iam::000000000000:role/any';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const word = { by: 'ada', why: 'a bad release' };

let stage: ApiStage;
let operators: Operators;
let kafka: Kafka;

beforeAll(async () => {
  const broker = memoryBroker();
  kafka = memoryKafka(broker);
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (its) => new Orchestrator(its, settingsFrom({ BACKSTEP_PARTITIONS: '2' }), silent),
    environment: { BACKSTEP_PARTITIONS: '2' },
  });
  operators = new Operators(stage);
  const wait = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
  await stage.done('CreateStateMachine', { name: 'wait', definition: wait, roleArn });
});
afterAll(() => stage.close());

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:wait';
const start = (name: string) => stage.done('StartExecution', { stateMachineArn, name });

async function send(topic: string, key: string, value: string, headers: Record<string, string> = {}) {
  const producer = await kafka.producer();
  await producer.send([{ topic, key, value, headers }]);
  await producer.close();
}

describe('many at once', () => {
  it('are stopped after a preview said which, and only if there are still as many', async () => {
    for (const name of ['a1', 'a2', 'b1']) await start(name);
    const filter = { stateMachine: 'wait', status: 'RUNNING', namePrefix: 'a' };
    const preview = await operators.post('/bulk/stop', { filter, ...word });
    expect(preview.body).toMatchObject({ preview: true, matched: 2, more: false, refused: [] });
    expect(new Set(preview.body['done'] as string[])).toEqual(new Set(['wait:a1', 'wait:a2']));
    const act = (expected?: number) =>
      operators.post('/bulk/stop', { filter, ...word, preview: false, ...(expected && { expected }) });
    expect(await act()).toMatchObject({ status: 409 });
    expect(await act(3)).toMatchObject({ status: 409 });
    expect((await operators.get('/executions/wait%3Aa1')).body).toMatchObject({ status: 'RUNNING' });
    expect((await act(2)).body).toMatchObject({ preview: false, matched: 2, refused: [] });
    expect((await operators.get('/executions/wait%3Aa1')).body).toMatchObject({ status: 'ABORTED', cause: word.why });
    expect((await operators.get('/executions/wait%3Ab1')).body).toMatchObject({ status: 'RUNNING' });
  });

  it('say of each why it is refused', async () => {
    await start('c1');
    const filter = { stateMachine: 'wait', namePrefix: 'c' };
    const { body } = await operators.post('/bulk/redrive', { filter, ...word, preview: false, expected: 1 });
    expect(body).toMatchObject({
      done: [],
      refused: [{ id: 'wait:c1', because: 'Execution is RUNNING and cannot be redriven' }],
    });
    expect(await operators.post('/bulk/stop', { filter: {}, ...word })).toMatchObject({ status: 400 });
  });
});

describe('very many at once', () => {
  const COUNT = 230;
  const filter = { stateMachine: 'wait', status: 'RUNNING', namePrefix: 'n' };
  const act = { filter, ...word, preview: false, expected: COUNT };

  it('are stopped in one request, which tells how far it is', async () => {
    const names = Array.from({ length: COUNT }, (_, i) => `n${i}`);
    for (let from = 0; from < COUNT; from += 50) await Promise.all(names.slice(from, from + 50).map(start));
    expect((await operators.post('/bulk/stop', { filter, ...word })).body).toMatchObject({
      matched: COUNT,
      more: false,
      counts: { done: COUNT, refused: 0 },
    });
    const source = await EventSource.post(`${stage.url}/api/bulk/stop`, act);
    await until('all of it is told', () => source.isOver);
    const told = source.heard.map(({ event, data }) => [event, data!['matched']]);
    expect(told.at(0)).toEqual(['progress', COUNT]);
    expect(source.heard.at(10)!.data).toEqual({ matched: COUNT, done: 80, refused: 0 });
    expect(source.heard.at(-1)).toMatchObject({ event: 'end', data: { counts: { done: COUNT, refused: 0 } } });
    expect(await operators.post('/bulk/stop', { filter, ...word })).toMatchObject({ body: { matched: 0 } });
  }, 30_000);

  it('are none where there are not as many as expected, whatever answer is wanted', async () => {
    await expect(EventSource.post(`${stage.url}/api/bulk/stop`, act)).rejects.toThrow('409');
  });
});

describe('dead letters', () => {
  it('say why nobody could use them, and are sent again byte for byte', async () => {
    const value = JSON.stringify({ type: 'StartExecution', stateMachine: 'later', name: 'one' });
    await send('backstep.inbox', 'later:one', '{"type":');
    await send('backstep.inbox', 'later:one', value, { traceparent: 'x' });
    const list = async () => (await operators.get('/dead-letters/engine')).body.items ?? [];
    await until('they are there', async () => (await list()).length === 2);
    expect((await list()).map(({ error }) => error)).toEqual(['InvalidJson', 'StateMachineDoesNotExist']);
    const [, letter] = await list();
    expect(letter).toMatchObject({ value, key: 'later:one', from: { topic: 'backstep.inbox' } });
    const page = await operators.get('/dead-letters/engine?limit=1');
    expect(page.body).toMatchObject({ next: 1 });
    expect((await operators.get('/dead-letters/engine?limit=1&from=1')).body.items).toHaveLength(1);

    const definition = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Succeed' } } });
    await stage.done('CreateStateMachine', { name: 'later', definition, roleArn });
    const replayed = await operators.post(`/dead-letters/engine/${String(letter!['offset'])}/replay`, word);
    expect(replayed).toMatchObject({ status: 200, body: { topic: 'backstep.inbox' } });
    await until('it runs', async () => (await operators.get('/executions/later%3Aone')).status === 200);
  });

  it('are not there, of nobody, or come from where nothing is sent again', async () => {
    expect(await operators.get('/dead-letters/nobody')).toMatchObject({ status: 404 });
    expect(await operators.post('/dead-letters/engine/999/replay', word)).toMatchObject({ status: 404 });
    await send('backstep.dead-letters', 'x', 'y', { 'x-topic': 'backstep.log', 'x-error': 'Made up' });
    const { body } = await operators.get('/dead-letters/engine');
    const offset = String(body.items!.at(-1)!['offset']);
    expect(await operators.post(`/dead-letters/engine/${offset}/replay`, word)).toMatchObject({ status: 409 });
  });
});

describe('participants and partitions', () => {
  it('tell what has been announced', async () => {
    const entry = { participant: 'shop', version: '1', inputSchema: {} };
    await send('backstep.catalogue', 'shop/shop.b', JSON.stringify({ ...entry, command: 'shop.b' }));
    await send(
      'backstep.catalogue',
      'shop/shop.a',
      JSON.stringify({ ...entry, command: 'shop.a', compensatedBy: 'shop.b' }),
    );
    const { body } = await operators.get('/participants');
    expect(body.items).toEqual([
      {
        participant: 'shop',
        commands: [expect.objectContaining({ command: 'shop.a', compensatedBy: 'shop.b' }), expect.anything()],
      },
    ]);
  });

  it('tell who decides, and that nobody is behind', async () => {
    await until('all is read', async () => {
      const { body } = await operators.get('/partitions');
      return body.items!.length === 2 && body.items!.every(({ viewsBehind }) => viewsBehind === 0);
    });
    const { body } = await operators.get('/partitions');
    for (const one of body.items!) {
      expect(one['owner']).toEqual(expect.any(String));
      expect(one['epoch']).toBeGreaterThan(0);
    }
  });
});

describe('locks', () => {
  it('tell who holds what, and who waits for it since when', async () => {
    const task = { Type: 'Task', Resource: 'kafka:nobody.pay', Lock: { KeyPath: '$.account' }, End: true };
    const definition = JSON.stringify({ StartAt: 'Pay', States: { Pay: task } });
    const { stateMachineArn: pay } = await stage.done('CreateStateMachine', { name: 'pay', definition, roleArn });
    for (const name of ['one', 'two'])
      await stage.done('StartExecution', { stateMachineArn: pay, name, input: '{"account":"a-1"}' });
    await until('one waits', async () => (await operators.get('/locks')).body.items?.[0]?.['waitingCount'] === 1);
    const { items } = (await operators.get('/locks?limit=1')).body;
    const ids = ['pay:one', 'pay:two'];
    expect(items).toEqual([
      {
        key: 'a-1',
        holder: expect.stringMatching(/^pay:/),
        since: expect.any(String),
        waitingCount: 1,
        waiting: [{ execution: expect.stringMatching(/^pay:/), since: expect.any(String) }],
      },
    ]);
    const [{ holder, waiting }] = items as unknown as [{ holder: string; waiting: [{ execution: string }] }];
    expect([holder, waiting[0].execution].sort()).toEqual(ids);
    await operators.post(`/executions/${encodeURIComponent(holder)}/stop`, { ...word, undo: false });
    await until('the other one has it', async () => {
      const [lock] = (await operators.get('/locks')).body.items ?? [];
      return lock?.['holder'] === waiting[0].execution && lock['waitingCount'] === 0;
    });
  });
});

describe('the views', () => {
  it('are emptied and filled again while the API goes on, and tell the same', async () => {
    const told = () => operators.get('/executions?limit=100').then(({ body }) => body);
    const before = await told();
    const { status, body } = await operators.post('/views/rebuild', word);
    expect([status, typeof body['left']]).toEqual([200, 'number']);
    await until('they are filled again', async () =>
      (await operators.get('/partitions')).body.items!.every(({ viewsBehind }) => viewsBehind === 0),
    );
    expect(before.items!.length).toBeGreaterThan(2);
    expect(await told()).toEqual(before);
    await start('after-it');
    expect((await operators.get('/executions/wait%3Aafter-it')).status).toBe(200);
    expect(stage.told).toContainEqual(expect.objectContaining({ facts: word }));
  });

  it('forget what ended long ago, where somebody says so', async () => {
    await start('runs');
    expect(await operators.post('/views/prune', { days: 1, ...word })).toMatchObject({ body: { forgotten: 0 } });
    const { body } = await operators.get('/executions?stateMachine=wait&status=ABORTED&limit=1');
    const [ended] = body.items!;
    const { body: pruned } = await operators.post('/views/prune', { days: 0, ...word });
    expect(pruned['forgotten']).toBeGreaterThan(0);
    expect((await operators.get(`/executions/${encodeURIComponent(String(ended!['id']))}`)).status).toBe(404);
    expect((await operators.get('/executions/wait%3Aruns')).status).toBe(200);
    expect(await operators.post('/views/prune', { days: -1, ...word })).toMatchObject({ status: 400 });
  });
});

import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveApi, settingsFrom as apiSettings } from '#api';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { listen, StubParticipant, type JoinedParticipant } from '#orchestrator/testing';
import { EXIT } from '../command-line/exit-code.js';
import { cli } from '../testing/run-cli.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const PARTITIONS = { BACKSTEP_PARTITIONS: '2' };
const KEY = 'OPS:a-long-secret';
const broker = memoryBroker();
const kafka = memoryKafka(broker);
const orchestrator = new Orchestrator(kafka, settingsFrom(PARTITIONS), silent);

/** Its undo is refused, and its second step holds a lock that nobody gives back. */
const BUY = {
  StartAt: 'Pay',
  States: {
    Pay: { Type: 'Task', Resource: 'kafka:shop.pay', Compensate: { Resource: 'kafka:shop.refund' }, Next: 'Ship' },
    Ship: { Type: 'Task', Resource: 'kafka:shop.ship', End: true },
  },
};
const HOLD = {
  StartAt: 'Take',
  States: { Take: { Type: 'Task', Resource: 'kafka:nobody.take', Lock: { KeyPath: '$.key' }, End: true } },
};

let participant: JoinedParticipant;
let folder: string;
let apps: { readonly open: Awaited<ReturnType<typeof serve>>; readonly signed: Awaited<ReturnType<typeof serve>> };

async function serve(name: string, environment: Readonly<Record<string, string>> = {}) {
  const settings = apiSettings({ ...PARTITIONS, BACKSTEP_DATA_DIR: join(folder, name), ...environment });
  const app = await serveApi({ kafka, settings, log: silent, logger: false });
  await app.listen(0, '127.0.0.1');
  return { url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), close: () => app.close() };
}

/** The same command, by the topics and by the API. */
const onTheLog = (args: readonly string[]) => cli(args, { kafka });
const overTheApi = (args: readonly string[], env = {}) => cli([...args, '--endpoint', apps.open.url], { env });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backstep-sources-'));
  await kafka.ensureTopics(['shop', 'nobody'].map((one) => ({ topic: `${one}.commands`, partitions: 1, config: {} })));
  participant = await listen(
    kafka,
    'shop',
    new StubParticipant(({ command }) => (command === 'shop.pay' ? 'does' : 'refuses')),
  );
  await orchestrator.start();
  apps = { open: await serve('open'), signed: await serve('signed', { BACKSTEP_ACCESS_KEYS: `${KEY}:reader` }) };
  for (const [name, definition] of Object.entries({ buy: BUY, hold: HOLD })) {
    const message = { type: 'CreateStateMachine', name, definition };
    const producer = await kafka.producer();
    await producer.send([{ topic: 'backstep.inbox', key: name, value: JSON.stringify(message) }]);
    await producer.close();
  }
  await until(
    'it is there',
    async () => (await onTheLog(['machines', 'list', '--json'])).json<unknown[]>().length === 2,
  );
  await onTheLog(['start', 'buy', '--name', 'one', '--input', '{"n":1}']);
  for (const name of ['a', 'b']) await onTheLog(['start', 'hold', '--name', name, '--input', '{"key":"k"}']);
  await until('it waits for a person', async () => {
    const { out } = await overTheApi(['list', '--status', 'BLOCKED', '--json']);
    return (JSON.parse(out) as unknown[]).length === 1;
  });
  await until('one waits for the lock', async () => (await overTheApi(['locks'])).out.includes('hold:b'));
});
afterAll(async () => {
  await Promise.all([apps.open.close(), apps.signed.close()]);
  await participant.close();
  await orchestrator.close();
  await kafka.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a command tells the same by the topics and by the API', () => {
  it.each([
    ['list'],
    ['list --status BLOCKED --machine buy'],
    ['list --limit 1'],
    ['show buy:one'],
    ['show hold:a'],
    ['history buy:one'],
    ['history buy:one --include-compensation'],
    ['undo-plan buy:one'],
    ['locks'],
  ])('%s', async (command) => {
    const args = command.split(' ');
    const [log, api] = [await onTheLog([...args, '--json']), await overTheApi([...args, '--json'])];
    expect([log.exitCode, api.exitCode]).toEqual([EXIT.OK, EXIT.OK]);
    expect(api.json()).toEqual(log.json());
    const [logText, apiText] = [await onTheLog(args), await overTheApi(args)];
    expect(apiText.out).toContain(command.includes('hold') || command === 'locks' ? 'hold:a' : '');
    // A list of the API does not say in which state each one is.
    if (!command.startsWith('list')) expect(apiText.out).toBe(logText.out);
  });

  it('a refusal says what is wrong and what to do, and exits alike', async () => {
    for (const args of [
      ['show', 'buy:nobody'],
      ['resolve', 'buy:one', '--state', 'Ship', '--how', 'skip', '--why', 'x'],
      ['redrive', 'hold:a', '--why', 'x'],
    ]) {
      const [log, api] = [await onTheLog(args), await overTheApi(args)];
      expect([log.exitCode, api.exitCode]).toEqual([EXIT.REFUSED, EXIT.REFUSED]);
      expect(api.err).not.toBe('');
    }
  });

  it('resolves an undo over the API, and the log has who did and why', async () => {
    const why = ['--by', 'ada', '--why', 'paid back in cash'];
    const { exitCode, out } = await overTheApi(['resolve', 'buy:one', '--state', 'Pay', '--how', 'resolved', ...why]);
    expect([exitCode, out]).toEqual([EXIT.OK, expect.stringContaining('Recorded.')]);
    const { events } = (await onTheLog(['history', 'buy:one', '--include-compensation', '--json'])).json<{
      events: object[];
    }>();
    const resolved = { type: 'CompensationResolved', by: 'ada', why: 'paid back in cash', how: 'RESOLVED' };
    expect(events).toContainEqual(expect.objectContaining(resolved));
  });

  it('stops over the API, which asks why', async () => {
    expect(await overTheApi(['stop', 'hold:b'])).toMatchObject({ exitCode: EXIT.USAGE });
    const { exitCode, ...ran } = await overTheApi(['stop', 'hold:b', '--cause', 'changed my mind', '--json']);
    expect([exitCode, ran.json()]).toEqual([
      EXIT.OK,
      expect.objectContaining({ execution: 'hold:b', status: 'ABORTED' }),
    ]);
  });

  it('lets what was stopped go on, by the topics and by the API', async () => {
    for (const source of [onTheLog, overTheApi]) {
      const { exitCode, out, err } = await source(['redrive', 'hold:b', '--by', 'ada', '--why', 'once more']);
      expect([exitCode, err, out]).toEqual([EXIT.OK, '', expect.stringContaining('It goes on. hold:b')]);
      const status = async () => (await overTheApi(['show', 'hold:b', '--json'])).json<{ status: string }>().status;
      await until('the views know', async () => (await status()) === 'RUNNING');
      const stopped = await overTheApi(['stop', 'hold:b', '--cause', 'changed my mind']);
      expect([stopped.exitCode, await status()]).toEqual([EXIT.OK, 'ABORTED']);
    }
    const { events } = (await onTheLog(['history', 'hold:b', '--json'])).json<{ events: { type: string }[] }>();
    expect(events.filter(({ type }) => type === 'ExecutionRedriven')).toHaveLength(2);
    const again = await onTheLog(['redrive', 'buy:one', '--why', 'x']);
    expect([again.exitCode, again.err]).toEqual([EXIT.REFUSED, expect.stringContaining('was compensated')]);
  });

  it('forgets from the views of the API, and from those of a folder', async () => {
    expect(await overTheApi(['prune', '--days', '9'])).toMatchObject({ exitCode: EXIT.USAGE });
    const api = await overTheApi(['prune', '--days', '9', '--why', 'to see it', '--json']);
    const own = await cli(['prune', '--days', '9', '--json'], { env: { BACKSTEP_DATA_DIR: join(folder, 'none') } });
    for (const { exitCode, ...ran } of [api, own]) expect([exitCode, ran.json()]).toEqual([EXIT.OK, { forgotten: 0 }]);
  });

  it('rebuilds the views of the API, and of a folder', async () => {
    const api = await overTheApi(['rebuild', '--why', 'to see it', '--json']);
    expect([api.exitCode, api.json()]).toEqual([EXIT.OK, { left: expect.any(Number) }]);
    const env = { BACKSTEP_DATA_DIR: join(folder, 'own') };
    const own = await cli(['rebuild', '--json'], { kafka, env });
    expect([own.exitCode, own.json()]).toEqual([EXIT.OK, expect.objectContaining({ records: expect.any(Number) })]);
    expect((await overTheApi(['show', 'buy:one', '--json'])).json()).toMatchObject({ status: 'FAILED' });
  });
});

describe('an endpoint', () => {
  const list = (endpoint: string, more: readonly string[] = [], env = {}) =>
    cli(['list', '--endpoint', endpoint, ...more], { env });

  it('that cannot be reached is said so', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { exitCode, err } = await list(`http://127.0.0.1:${port}`);
    expect(exitCode).toBe(EXIT.ENVIRONMENT);
    expect(err).toContain(`http://127.0.0.1:${port} cannot be reached: connect ECONNREFUSED`);
    expect(err).toContain('npx backstep api');
  });

  it('that does not answer is not waited for', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { exitCode, err } = await list(`http://127.0.0.1:${port}`, ['--timeout', '0.2']);
    expect([exitCode, err]).toEqual([EXIT.NO_ANSWER, expect.stringContaining('did not answer within 0.2 s')]);
    server.close();
  });

  it.each(['127.0.0.1:8083', 'ftp://x', 'nothing'])('that is no URL of an API is said so: %s', async (endpoint) => {
    const { exitCode, err } = await list(endpoint);
    expect([exitCode, err]).toEqual([EXIT.USAGE, expect.stringContaining('--endpoint http://127.0.0.1:8083')]);
  });

  it('with another path is not Backstep’s API', async () => {
    const { exitCode, err } = await list(`${apps.open.url}/elsewhere`);
    expect([exitCode, err]).toEqual([EXIT.ENVIRONMENT, expect.stringContaining('is not Backstep’s API')]);
  });

  it('that asks for a key says which option it is, and takes it from the environment too', async () => {
    const { url } = apps.signed;
    const refused = await list(url);
    expect(refused.exitCode).toBe(EXIT.REFUSED);
    expect(refused.err).toContain('BACKSTEP_ACCESS_KEY');
    expect((await list(url, ['--access-key', 'OPS:another-long-secret'])).exitCode).toBe(EXIT.REFUSED);
    expect((await list(url, ['--access-key', 'nonsense'])).exitCode).toBe(EXIT.USAGE);
    for (const given of [await list(url, ['--access-key', KEY]), await list(url, [], { BACKSTEP_ACCESS_KEY: KEY })])
      expect([given.exitCode, given.err]).toEqual([EXIT.OK, '']);
    const stop = ['stop', 'hold:a', '--why', 'x', '--endpoint', url, '--access-key', KEY];
    const { exitCode, err } = await cli(stop);
    expect([exitCode, err]).toEqual([EXIT.REFUSED, expect.stringContaining('operator')]);
  });
});

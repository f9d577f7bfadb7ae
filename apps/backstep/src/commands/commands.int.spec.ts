import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connectKafka, type Kafka } from '#kafka';
import { ownBroker, until } from '#kafka/testing';
import { untilGroupsWork } from '../broker/until-groups-work.js';
import { runOrchestrator, runService, type Part } from '../system/run-part.js';
import { SERVICE_NAMES } from '../system/part-names.js';
import { cli, type RunOptions } from '../testing/run-cli.js';

jest.setTimeout(120_000);

const SIGNUP = join(import.meta.dirname, '../../signup.asl.json');
const PREFIX = 'cli-test.';

/** Its undo is refused as long as somebody has the address. */
const STUCK = {
  StartAt: 'CreateUser',
  States: {
    CreateUser: {
      Type: 'Task',
      Resource: 'kafka:user.create',
      Compensate: { Resource: 'kafka:user.create', Parameters: { email: 'taken@example.org' } },
      Next: 'PlaceOrder',
    },
    PlaceOrder: { Type: 'Task', Resource: 'kafka:order.place', Parameters: { sku: 'unicorn' }, End: true },
  },
};

/** Waits for an hour, so that a person can look at it meanwhile. */
const SLOW = {
  StartAt: 'CreateUser',
  States: {
    CreateUser: {
      Type: 'Task',
      Resource: 'kafka:user.create',
      ResultPath: null,
      Compensate: { Resource: 'kafka:user.delete' },
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 3600, End: true },
  },
};

let broker: Awaited<ReturnType<typeof ownBroker>>;
let kafka: Kafka;
let dataDir: string;
const parts: Part[] = [];

const backstep = (args: string, options: RunOptions & { readonly input?: unknown } = {}) =>
  cli([...args.split(' '), ...(options.input === undefined ? [] : ['--input', JSON.stringify(options.input)])], {
    env: { KAFKA_BROKERS: broker.brokers.join(','), BACKSTEP_TOPIC_PREFIX: PREFIX },
    ...options,
  });

const file = (name: string, definition: unknown): string => {
  const path = join(dataDir, name);
  writeFileSync(path, typeof definition === 'string' ? definition : JSON.stringify(definition));
  return path;
};

beforeAll(async () => {
  broker = await ownBroker();
  dataDir = mkdtempSync(join(tmpdir(), 'backstep-cli-'));
  await untilGroupsWork({ brokers: broker.brokers }, PREFIX);
  kafka = connectKafka({ brokers: broker.brokers });
  const options = { kafka, prefix: PREFIX, dataDir, env: { BACKSTEP_PARTITIONS: '3' }, port: 0 };
  parts.push(await runOrchestrator(options));
  for (const name of SERVICE_NAMES) parts.push(await runService(name, options));
});

afterAll(async () => {
  await Promise.all(parts.map((part) => part.close()));
  await kafka.close();
  await broker.discard();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('machines', () => {
  it('puts a definition, says that it is there already, and updates it', async () => {
    const created = await backstep(`machines put ${SIGNUP} --json`);
    expect(created.exitCode).toBe(0);
    expect(created.json()).toMatchObject({ name: 'signup', version: 1, what: 'CREATED' });
    expect((await backstep(`machines put ${SIGNUP} --json`)).json()).toMatchObject({ version: 1, what: 'UNCHANGED' });
    const changed = file('changed.json', { ...STUCK, Comment: 'another' });
    await backstep(`machines put ${changed} --name twice`);
    const again = await backstep(`machines put ${file('again.json', STUCK)} --name twice --json`);
    expect(again.json()).toMatchObject({ name: 'twice', version: 2, what: 'UPDATED' });
  });

  it('lists and shows them', async () => {
    expect((await backstep('machines list')).out).toMatch(/signup +1 .*CreateUser PlaceOrder SendNotification/);
    expect((await backstep('machines list --json')).json<{ name: string }[]>().map(({ name }) => name)).toContain(
      'twice',
    );
    const shown = await backstep('machines show signup');
    expect(JSON.parse(shown.out)).toMatchObject({ StartAt: 'CreateUser' });
    const first = await backstep('machines show twice --of 1 --json');
    expect(first.json()).toMatchObject({ version: 1, definition: { Comment: 'another' } });
    const none = await backstep('machines show nothing');
    expect(none.exitCode).toBe(3);
    expect(none.err).toContain('There are signup, twice');
  });

  it('deletes one, whose name may be used again', async () => {
    const short = file('short.json', { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
    await backstep(`machines put ${short} --name gone`);
    expect((await backstep('machines delete gone')).out).toContain('gone was deleted');
    expect((await backstep('machines delete gone')).exitCode).toBe(3);
    expect((await backstep('machines list')).out).not.toMatch(/^gone /m);
    expect((await backstep('start gone')).exitCode).toBe(3);
    const again = await backstep(`machines put ${short} --name gone --json`);
    expect(again.json()).toMatchObject({ version: 2, what: 'CREATED' });
  });

  it('validates a definition: each problem with its path and its sentence', async () => {
    const wrong = file('wrong.json', { StartAt: 'Nowhere', States: { Here: { Type: 'Pass', End: true } } });
    const validated = await backstep(`machines validate ${wrong}`);
    expect(validated.exitCode).toBe(3);
    expect(validated.out).toContain('$.StartAt');
    expect(validated.out).toContain('is not valid');
    const put = await backstep(`machines put ${wrong} --json`);
    expect(put.exitCode).toBe(3);
    expect(put.json<{ error: { problems: { path: string }[] } }>().error.problems[0]!.path).toBe('$.StartAt');
    expect((await backstep(`machines validate ${SIGNUP} --json`)).json()).toMatchObject({ ok: true });
  });

  it('puts all state machines of a template that CDK has synthesized', async () => {
    const template = join(import.meta.dirname, '../templates/testing/Orders.template.json');
    const put = await backstep(`machines put ${template}`);
    expect(put.out).toMatch(/orders version 1 was created.*child version 1 was created.*Parent8B210403 version 1/s);
    const started = await backstep('start child --wait', { input: {} });
    expect(started.exitCode).toBe(0);
    const named = await backstep(`machines put ${template} --name other`);
    expect(named.err).toContain('names its state machines itself');
  });

  it('creates the activities of a template once, so that workers can ask for their tasks', async () => {
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: { Ref: 'Approve' }, TimeoutSeconds: 60, End: true } },
    };
    const template = file(
      'approvals.template.json',
      JSON.stringify({
        Resources: {
          Approve: { Type: 'AWS::StepFunctions::Activity', Properties: { Name: 'approve' } },
          Flow: { Type: 'AWS::Serverless::StateMachine', Properties: { Name: 'approvals', Definition: definition } },
        },
      }),
    );
    const put = await backstep(`machines put ${template}`);
    expect(put.err).toContain('The activity approve was created.');
    expect(put.out).toContain('approvals version 1 was created.');
    const again = await backstep(`machines put ${template}`);
    expect(again.err).not.toContain('activity');
    expect(again.out).toContain('approvals version 1 is there already, unchanged.');
  });

  it('refuses what cannot be read or is no JSON', async () => {
    expect((await backstep('machines put nowhere.json')).err).toContain('cannot be read (ENOENT)');
    const broken = await backstep(`machines validate ${file('broken.json', '{')}`);
    expect(broken.exitCode).toBe(2);
    expect(broken.err).toContain('is not JSON');
  });
});

describe('an execution', () => {
  it('is started and seen through, and the exit code says how it ended', async () => {
    const good = await backstep('start signup --name good --wait', { input: { email: 'a@example.org', sku: 'book' } });
    expect(good.exitCode).toBe(0);
    expect(good.out).toMatch(/→ PlaceOrder .*order\.place/);
    expect(good.out).toMatch(/signup:good SUCCEEDED after/);
    const bad = await backstep('start signup --name bad --wait --json', {
      input: { email: 'b@bounce.example', sku: 'book' },
    });
    expect(bad.exitCode).toBe(1);
    expect(bad.json()).toMatchObject({ status: 'FAILED', error: 'AddressBounced', compensationStatus: 'COMPLETED' });
  });

  it('takes its input from a file or stdin, and makes up a name', async () => {
    const input = file('input.json', { email: 'c@example.org', sku: 'book' });
    const started = (await backstep(`start signup --input @${input} --json`)).json<{ execution: string }>();
    expect(started.execution).toMatch(/^signup:[0-9a-f-]{36}$/);
    const piped = await backstep('start signup --input - --wait', { stdin: '{"email":"d@example.org","sku":"book"}' });
    expect(piped.exitCode).toBe(0);
  });

  it('is not started twice', async () => {
    const twice = await backstep('start signup --name good --json', { input: { email: 'x@example.org', sku: 'book' } });
    expect(twice.exitCode).toBe(3);
    expect(twice.json()).toMatchObject({ error: { error: 'ExecutionAlreadyExists' } });
    expect((await backstep('start nothing')).exitCode).toBe(3);
  });

  it('is told by watch, list and history', async () => {
    const watched = await backstep('watch signup:bad');
    expect(watched.exitCode).toBe(1);
    expect(watched.out).toMatch(/undo planned +order\.cancel .* then user\.delete/);
    const told = (await backstep('watch signup:good --json')).lines<{ type?: string; status?: string }>();
    expect(told[0]).toMatchObject({ type: 'ExecutionStarted' });
    expect(told.at(-1)).toMatchObject({ status: 'SUCCEEDED' });

    const failed = (await backstep('list --status FAILED --json')).json<{ execution: string }[]>();
    expect(failed.map(({ execution }) => execution)).toEqual(['signup:bad']);
    expect((await backstep('list --machine signup')).out).toMatch(/signup:good +SUCCEEDED/);

    const plain = (await backstep('history signup:bad --json')).json<{ events: { type: string }[] }>();
    expect(plain.events.some(({ type }) => type.startsWith('Compensation'))).toBe(false);
    const full = await backstep('history signup:bad --include-compensation');
    expect(full.out).toContain('CompensationPlanned');
    expect((await backstep('history signup:nobody')).exitCode).toBe(3);
  });

  it('shows its undo plan while it runs, and is stopped and undone', async () => {
    await backstep(`machines put ${file('slow.json', SLOW)}`);
    await backstep('start slow --name one', { input: { email: 'slow@example.org' } });
    await until('it has created the user', async () =>
      (await backstep('history slow:one')).out.includes('WaitStateEntered'),
    );
    const plan = (await backstep('undo-plan slow:one --json')).json<{ plan: unknown[] }>().plan;
    expect(plan).toMatchObject([{ state: 'CreateUser', command: 'user.delete', because: 'CreateUser succeeded' }]);
    expect((await backstep('undo-plan slow:one')).out).toMatch(/1 +user\.delete +CreateUser succeeded/);
    const repeated = await backstep('start slow --name one --json', {
      input: { email: 'slow@example.org' },
    });
    expect(repeated.json()).toMatchObject({ execution: 'slow:one', repeated: true });
    const stopped = await backstep('stop slow:one --error Operator --cause called --json');
    expect(stopped.exitCode).toBe(0);
    expect((await backstep('watch slow:one --json')).lines().at(-1)).toMatchObject({
      status: 'ABORTED',
      error: 'Operator',
      compensationStatus: 'COMPLETED',
    });
    expect((await backstep('stop slow:one')).err).toContain('has ended already: ABORTED');
  });

  it('is killed without undo', async () => {
    await backstep('start slow --name two', { input: { email: 'killed@example.org' } });
    await until('it has created the user', async () =>
      (await backstep('history slow:two')).out.includes('WaitStateEntered'),
    );
    expect((await backstep('stop slow:two --no-undo --json')).json()).toMatchObject({
      status: 'ABORTED',
      compensationStatus: 'NONE',
    });
  });
});

describe('an undo that is refused', () => {
  it('waits for a person, who says how it goes on', async () => {
    await backstep(`machines put ${file('stuck.json', STUCK)}`);
    await backstep('start signup --wait', { input: { email: 'taken@example.org', sku: 'book' } });
    await backstep('start stuck --name one', { input: { email: 'stuck@example.org' } });
    await until('its undo waits', async () => (await backstep('list --status BLOCKED')).out.includes('stuck:one'));
    const wrong = await backstep('resolve stuck:one --state PlaceOrder --how skip --why because');
    expect(wrong.exitCode).toBe(3);
    expect(wrong.err).toContain('These wait: CreateUser.');
    expect((await backstep('resolve stuck:one --state CreateUser --how skip')).exitCode).toBe(2);
    const resolved = await backstep('resolve stuck:one --state CreateUser --how retry --by ada --why freed --json', {
      input: { email: 'free@example.org' },
    });
    expect(resolved.exitCode).toBe(0);
    const end = await backstep('watch stuck:one --json');
    expect(end.lines().at(-1)).toMatchObject({
      status: 'FAILED',
      error: 'OutOfStock',
      compensationStatus: 'COMPLETED',
    });
    const story = (await backstep('history stuck:one --include-compensation --json')).json<{ events: object[] }>();
    expect(story.events).toContainEqual(
      expect.objectContaining({ type: 'CompensationResolved', by: 'ada', why: 'freed' }),
    );
  });
});

describe('the record', () => {
  it('is shown by log, of one partition or all, and followed until Ctrl+C', async () => {
    const all = (await backstep('log --json')).lines<{ partition: number; entity: string }>();
    expect(all.map(({ entity }) => entity)).toContain('stuck:one');
    const one = (await backstep('log --json --partition 1')).lines<{ partition: number }>();
    expect(new Set(one.map(({ partition }) => partition))).toEqual(new Set([1]));
    expect((await backstep('log --partition 99')).exitCode).toBe(2);
    const ctrlC = new AbortController();
    let told = '';
    const onOut = (text: string) => (told += text);
    const followed = backstep('log --follow --json', { signal: ctrlC.signal, onOut });
    await backstep('start signup --name late --wait', { input: { email: 'late@example.org', sku: 'book' } });
    await until('it is told', () => told.includes('signup:late'));
    ctrlC.abort();
    expect((await followed).lines<{ entity: string }>().map(({ entity }) => entity)).toContain('signup:late');
  });

  it('is complete and consistent, poison and all', async () => {
    const producer = await kafka.producer();
    await producer.send([
      { topic: `${PREFIX}inbox`, partition: 0, key: null, value: 'not json' },
      { topic: `${PREFIX}inbox`, partition: 1, key: 'x', value: '{"type":"Nonsense"}' },
      ...[0, 1, 2].map((partition) => ({
        topic: `${PREFIX}inbox`,
        partition,
        key: 'signup:astray',
        value: JSON.stringify({ type: 'StopExecution', execution: 'signup:astray' }),
      })),
    ]);
    await producer.close();
    await until(
      'all is decided',
      async () => (await backstep('verify --json')).json<{ notes: string[] }>().notes.length === 0,
    );
    const verified = await backstep('verify --all-ended --json');
    expect(verified.json<{ findings: unknown[] }>().findings).toEqual([]);
    expect(verified.exitCode).toBe(0);
    expect(verified.json()).toMatchObject({ summary: { open: [] }, notes: [] });
    expect((await backstep('verify')).out).toContain('Nothing found');
  });

  it('is not there under another prefix, which verify says', async () => {
    const verified = await backstep('verify --prefix other.');
    expect(verified.exitCode).toBe(3);
    expect(verified.err).toContain('There is no topic other.log');
  });

  it('shows a command that nobody decided', async () => {
    const producer = await kafka.producer();
    const forged = { id: 'signup:good/CreateUser/2/F', command: 'order.forged', attempt: 1, execution: 'signup:good' };
    const rest = { state: 'CreateUser', visit: 2, taskToken: 'signup:good/CreateUser/2/F/1/0', input: {} };
    const replyTo = { topic: `${PREFIX}inbox`, partition: 0 };
    await producer.send([
      { topic: 'order.commands', key: 'signup:good', value: JSON.stringify({ ...forged, ...rest, replyTo }) },
    ]);
    await producer.close();
    const verified = await backstep('verify');
    expect(verified.exitCode).toBe(1);
    expect(verified.out).toContain('The command signup:good/CreateUser/2/F follows from no decision that counts.');
  });

  it('is looked at by the doctor', async () => {
    const doctor = await backstep('doctor --json');
    const { diagnoses } = doctor.json<{ diagnoses: { what: string; state: string }[] }>();
    expect(diagnoses.find(({ what }) => what === `${PREFIX}log`)).toMatchObject({
      state: 'ok',
      found: '3 partitions, delete',
    });
    expect(diagnoses.filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(doctor.exitCode).toBe(0);
  });
});

describe('a mistake', () => {
  it.each([
    ['nonsense', 'Unknown argument: nonsense'],
    ['start', 'Something is missing'],
    ['machines', 'Which one?'],
    ['start signup --nam x', 'Unknown argument: nam'],
    ['start signup --name a/b', 'is no name for an execution'],
    ['start signup --input {', '--input is not JSON'],
    ['resolve signup:good --state A --how maybe --why x', 'Invalid values'],
    ['watch signup:nobody', 'There is no execution signup:nobody'],
    ['watch nobody', "An execution's id is <state machine>:<name>"],
    ['list --brokers localhost:1', 'Nothing listens at localhost:1'],
  ])('%s: says what is wrong', async (args, sentence) => {
    const ran = await backstep(args);
    expect(ran.exitCode).toBeGreaterThan(1);
    expect(ran.err).toContain(sentence);
    expect(ran.out).toBe('');
  });

  it('is JSON on stdout with --json', async () => {
    const ran = await backstep('watch signup:nobody --json');
    expect(ran.json()).toMatchObject({
      error: { message: 'There is no execution signup:nobody on the log.', exitCode: 3 },
    });
  });
});

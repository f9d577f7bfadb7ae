import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Json, Message } from '#contracts';
import { connectKafka } from '#kafka';
import { ownBroker, until, useBroker, type UsedBroker } from '#kafka/testing';
import { chain, listen, passes, Stage, StubParticipant, type Actor, type Verdict } from './testing/index.js';

/**
 * Whatever somebody writes into the inbox: a clear record in the dead letters and a fact on the log, or a clear error;
 * the rest goes on.
 */

const shop = `shop-${Date.now().toString(36)}`;
const MEBIBYTE = 1_048_576;
let used: UsedBroker;
let stage: Stage;
let actor: Actor;
let stub: StubParticipant;
/** What the participant writes instead of a reply, if anything. */
let rubbish: ((command: Command) => string[]) | undefined;
let verdict: (command: Command) => Verdict = () => 'does';

const start = (name: string, input: Json = {}, stateMachine = 'm'): Message => ({
  type: 'StartExecution',
  stateMachine,
  name,
  input,
});
let names = 0;
const fresh = () => `n${++names}`;

beforeAll(async () => {
  used = await useBroker();
  stage = await Stage.open(
    () => connectKafka({ brokers: used.brokers }),
    { prefix: `${used.name('bad')}.`, partitions: 2 },
    shop,
  );
  actor = await stage.orchestrator();
  await stage.owned(actor);
  await stage.define('m', chain(shop, 2));
  stub = new StubParticipant((command) => verdict(command));
  const handle = (command: Command) => {
    const written = rubbish?.(command);
    if (!written) return stub.handle(command);
    rubbish = undefined;
    const { topic, partition } = command.replyTo;
    void stage.write(...written.map((value) => ({ topic, partition, key: command.execution, value })));
    return undefined;
  };
  await listen(stage.connect(), shop, { handle });
  inFlight = fresh();
  await stage.send(start(inFlight, { stays: true }));
}, 60_000);

/** An execution that is under way while all of this happens. */
let inFlight: string;

afterAll(async () => {
  await stage.send({ type: 'StopExecution', execution: `m:${inFlight}`, undo: false });
  await stage.close();
}, 30_000);

/** Waits for one more dead letter, and for the fact on the log that names it. */
async function refused(error: string, write: () => Promise<void>) {
  const before = (await stage.deadLetters()).length;
  await write();
  await until(`${error} is in the dead letters`, async () => (await stage.deadLetters()).length > before);
  const letters = (await stage.deadLetters()).slice(before);
  expect(letters.map((letter) => letter['x-error'])).toEqual([error]);
  const [letter] = letters;
  expect(letter).toMatchObject({
    'x-topic': stage.settings.topics.inbox,
    'x-partition': expect.stringMatching(/^[01]$/),
    'x-offset': expect.stringMatching(/^\d+$/),
    'x-at': expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(letter!['x-reason'].length).toBeGreaterThan(20);
  await until('the refusal is on the log', async () =>
    (await stage.rejections()).some((event) => event.error === error && String(event.offset) === letter!['x-offset']),
  );
  return letter!;
}

/** The rest goes on: another execution runs to its end, on both partitions. */
async function theRestGoesOn(): Promise<void> {
  const good = [fresh(), fresh(), fresh()];
  await stage.send(...good.map((name) => start(name)));
  for (const name of good) await stage.ended(name);
  expect(actor.orchestrator.owners.map(({ status }) => status)).toEqual(['owning', 'owning']);
}

describe('a record that nobody can read', () => {
  it.each<[string, string, string | Buffer | null]>([
    ['is not JSON', 'InvalidJson', '{nonsense'],
    ['is not even text', 'InvalidJson', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['has no value', 'InvalidMessage', null],
    ['is no object', 'InvalidMessage', '[1,2,3]'],
    ['has wrong types', 'InvalidMessage', '{"type":"StartExecution","stateMachine":7,"name":{}}'],
    ['lacks fields', 'InvalidMessage', '{"type":"StopExecution"}'],
    ['has an unknown type', 'InvalidMessage', '{"type":"Nonsense"}'],
    [
      'has 2 MB',
      'MessageTooLarge',
      JSON.stringify({ type: 'StartExecution', stateMachine: 'm', input: 'x'.repeat(2 * MEBIBYTE) }),
    ],
    ['has as much as the inbox takes', 'MessageTooLarge', Buffer.alloc(4 * MEBIBYTE - 200, 'x')],
  ])('%s', async (_, error, value) => {
    const letter = await refused(error, () => stage.sendRaw(value, 'some key'));
    if (typeof value === 'string') expect(letter.value).toBe(value);
    await theRestGoesOn();
  });
});

describe('a record without a key', () => {
  it('is taken: the entity comes from the message', async () => {
    const name = fresh();
    await stage.sendRaw(JSON.stringify(start(name)), null);
    await stage.ended(name);
  });

  it('and without a name is named after its place', async () => {
    const before = new Set((await stage.outcomes()).map(({ name }) => name));
    const outcomes = async () => (await stage.outcomes()).filter(({ name }) => !before.has(name));
    await stage.sendRaw(JSON.stringify({ type: 'StartExecution', stateMachine: 'm' }), null);
    await until('it has run', async () => (await outcomes()).length === 2);
    const its = new Set((await outcomes()).map(({ name }) => name));
    expect([...its]).toEqual([expect.stringMatching(/^0-\d+$/)]);
  });
});

describe('a start', () => {
  it('of an unknown machine is refused', async () => {
    await refused('StateMachineDoesNotExist', () => stage.send(start(fresh(), {}, 'nobody-knows-it')));
    await theRestGoesOn();
  });

  it('of a version that was made up, at an offset that was made up, holds nobody up', async () => {
    const began = Date.now();
    const made = { ...start(fresh()), version: 99, definitionOffset: 1e9 } as Message;
    await refused('StateMachineDoesNotExist', () => stage.send(made));
    await theRestGoesOn();
    expect(Date.now() - began).toBeLessThan(8_000);
  });

  it('that repeats a name with the same input is the same execution', async () => {
    const name = fresh();
    verdict = ({ execution }) => (execution === `m:${name}` ? 'silent' : 'does');
    await stage.send(start(name, { a: 1 }));
    await until('it runs', async () => (await stage.eventTypes(`m:${name}`)).length > 0);
    const letters = (await stage.deadLetters()).length;
    await stage.send(start(name, { a: 1 }));
    await theRestGoesOn();
    expect((await stage.eventTypes(`m:${name}`)).filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
    expect((await stage.deadLetters()).length).toBe(letters);
    await refused('ExecutionAlreadyExists', () => stage.send(start(name, { a: 2 })));
    verdict = () => 'does';
    await stage.send({ type: 'StopExecution', execution: `m:${name}`, undo: false });
    await stage.ended(name, 'ABORTED');
    await refused('ExecutionAlreadyExists', () => stage.send(start(name, { a: 1 })));
  });

  it('with more than 256 KiB of input is refused', async () => {
    await refused('InvalidExecutionInput', () => stage.send(start(fresh(), 'x'.repeat(262_145))));
    await theRestGoesOn();
  });

  it('with as much input as is allowed, many at once, fits on the log', async () => {
    const all = Array.from({ length: 24 }, fresh);
    await stage.write(
      ...all.map((name) => ({
        topic: stage.settings.topics.inbox,
        key: `m:${name}`,
        value: JSON.stringify(start(name, { text: 'ü'.repeat(131_000) })),
      })),
    );
    for (const name of all) await stage.ended(name, 'SUCCEEDED', 20_000);
    await theRestGoesOn();
  }, 40_000);

  it('whose answer should go to a topic that is not there runs all the same, and holds nobody up', async () => {
    const name = fresh();
    const began = Date.now();
    await stage.send({ ...start(name), id: 'x', replyTo: used.name('nowhere') });
    await stage.ended(name);
    await theRestGoesOn();
    expect(Date.now() - began).toBeLessThan(8_000);
  }, 40_000);
});

describe('a reply', () => {
  it('for nothing is refused', async () => {
    const taskToken = 'm:never-started/Step1/1/F/1/abc';
    await refused('TaskDoesNotExist', () => stage.send({ type: 'SendTaskSuccess', taskToken, output: {} }));
    await theRestGoesOn();
  });

  it('with a token that is none is refused', async () => {
    await refused('InvalidToken', () => stage.send({ type: 'SendTaskSuccess', taskToken: 'made up', output: {} }));
    await theRestGoesOn();
  });

  it('with a forged token is refused, and changes nothing', async () => {
    const name = fresh();
    verdict = ({ execution }) => (execution === `m:${name}` ? 'silent' : 'does');
    await stage.send(start(name));
    await until('the command is out', () => stub.seen.some(({ execution }) => execution === `m:${name}`));
    const events = await stage.eventTypes(`m:${name}`);
    await refused('TaskDoesNotExist', () =>
      stage.send({ type: 'SendTaskSuccess', taskToken: `m:${name}/Step1/1/F/1/f0r9ed`, output: { evil: true } }),
    );
    expect((await stage.eventTypes(`m:${name}`)).filter((type) => type !== 'MessageRejected')).toEqual(events);
    verdict = () => 'does';
    const { taskToken } = stub.seen.find(({ execution }) => execution === `m:${name}`)!;
    await stage.send({ type: 'SendTaskSuccess', taskToken, output: {} });
    await stage.ended(name);
  });

  it('that comes twice, the second time after the end, is no news', async () => {
    const name = fresh();
    await stage.send(start(name));
    await stage.ended(name);
    const letters = (await stage.deadLetters()).length;
    const events = await stage.eventTypes(`m:${name}`);
    const replies = stub.seen.filter(({ execution }) => execution === `m:${name}`);
    await stage.send(
      ...replies.map(({ taskToken }) => ({ type: 'SendTaskSuccess', taskToken, output: { again: 1 } }) as const),
    );
    await theRestGoesOn();
    expect([(await stage.deadLetters()).length, await stage.eventTypes(`m:${name}`)]).toEqual([letters, events]);
  });
});

describe('a participant that answers rubbish', () => {
  it('harms nobody: its execution goes on when it answers right', async () => {
    const name = fresh();
    const written = ['{nonsense', '"done"', '{"type":"SendTaskSuccess"}', '{"type":"SendTaskFailure","taskToken":7}'];
    const before = (await stage.deadLetters()).length;
    let command: Command | undefined;
    rubbish = (received) => {
      command = received;
      return written;
    };
    await stage.send(start(name));
    await until('all of it is in the dead letters', async () => (await stage.deadLetters()).length === before + 4);
    await theRestGoesOn();
    await stage.send({ type: 'SendTaskSuccess', taskToken: command!.taskToken, output: {} });
    await stage.ended(name);
  });

  it('and more than 256 KiB of output is an unknown outcome, which is undone', async () => {
    const name = fresh();
    verdict = ({ execution, state, compensates }) =>
      execution === `m:${name}` && state === 'Step2' && !compensates ? { output: 'x'.repeat(300_000) } : 'does';
    await stage.send(start(name));
    await stage.ended(name, 'FAILED');
    verdict = () => 'does';
    expect([...stub.ledger].filter((id) => id.startsWith(`m:${name}/`))).toEqual([]);
  });
});

describe('a definition', () => {
  it.each<[string, object, string]>([
    ['that is empty', {}, 'InvalidDefinition'],
    ['that starts nowhere', { StartAt: 'X', States: { P: { Type: 'Pass', End: true } } }, 'InvalidDefinition'],
    [
      'with a field that is not understood',
      { StartAt: 'P', States: { P: { Type: 'Pass', End: true, Nonsense: 1 } } },
      'InvalidDefinition',
    ],
    [
      'with a path that is none',
      { StartAt: 'P', States: { P: { Type: 'Pass', End: true, InputPath: '$[' } } },
      'InvalidDefinition',
    ],
    [
      'with a resource that is none',
      { StartAt: 'T', States: { T: { Type: 'Task', End: true, Resource: 'http://x' } } },
      'InvalidDefinition',
    ],
  ])('%s is refused', async (_, definition, error) => {
    const letter = await refused(error, () =>
      stage.send({ type: 'CreateStateMachine', name: fresh(), definition: definition as { [field: string]: Json } }),
    );
    expect(letter['x-reason']).toMatch(/:/);
  });

  it('of another kind under a used name is refused, the same again is not', async () => {
    const definitions = (await stage.texts(stage.settings.topics.definitions)).length;
    const create = (definition: object) =>
      stage.send({ type: 'CreateStateMachine', name: 'm', definition: definition as { [field: string]: Json } });
    await create(chain(shop, 2));
    await refused('StateMachineAlreadyExists', () => create(passes));
    expect((await stage.texts(stage.settings.topics.definitions)).length).toBe(definitions);
    await theRestGoesOn();
  });
});

describe('topics that somebody else made', () => {
  it('with another number of partitions are a clear error at start, and nothing is written', async () => {
    const prefix = `${used.name('other')}.`;
    const kafka = connectKafka({ brokers: used.brokers });
    await kafka.ensureTopics([{ topic: `${prefix}inbox`, partitions: 5, config: {} }]);
    const other = stage.actor({ prefix, partitions: 2, topics: { ...stage.settings.topics, inbox: `${prefix}inbox` } });
    await expect(other.orchestrator.start()).rejects.toThrow(/inbox.*5 partitions.*BACKSTEP_PARTITIONS/s);
    await other.close();
    await kafka.close();
  });
});

describe('a broker that is away', () => {
  it('at the start is waited for, and for a while in the middle: nothing is lost', async () => {
    const broker = await ownBroker();
    let away: Stage | undefined;
    try {
      away = await Stage.open(() => connectKafka({ brokers: broker.brokers }), { partitions: 1 }, 'shop');
      await broker.kill();
      const late = away.actor();
      const started = late.orchestrator.start();
      await broker.start();
      await started;
      await away.owned(late, 20_000);
      await away.define('m', chain('shop', 2));
      const there = new StubParticipant();
      await listen(away.connect(), 'shop', there);
      await away.send(...Array.from({ length: 20 }, (_, i) => start(`a${i}`)));
      await broker.kill();
      await broker.start();
      await away.send(start('last'));
      for (let i = 0; i < 20; i++) await away.ended(`a${i}`, 'SUCCEEDED', 90_000);
      await away.ended('last', 'SUCCEEDED', 60_000);
      expect([...there.effects.values()].every((times) => times === 1)).toBe(true);
      expect(there.ledger.size).toBe(42);
    } finally {
      await away?.close();
      await broker.discard();
    }
  }, 240_000);
});

it('an execution that was under way all the while is where it was', async () => {
  expect((await stage.eventTypes(`m:${inFlight}`)).filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
});

import { afterEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '#contracts';
import { memoryBroker, until, type Append, type MemoryBroker, type MemoryClient } from '#kafka/testing';
import { chain, listen, passes, Stage, StubParticipant, waits, type Actor } from '../testing/index.js';
import type { Settings } from '../configuration.js';
import { readKey, type CheckpointKey } from './checkpoint-keys.js';
import type { Position } from './checkpoint-records.js';
import { chooseSet, obsoleteSets, readSets, type CheckpointSet } from './read-sets.js';

let broker: MemoryBroker;
let stage: Stage<MemoryClient>;

async function open(settings: Partial<Settings> = {}): Promise<void> {
  broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), { checkpointMs: 20, ...settings }, 'shop');
}

afterEach(() => stage.close());

const AT = () => ({ topic: stage.settings.topics.checkpoints, partition: 0 });
const LOG = () => ({ topic: stage.settings.topics.log, partition: 0 });
const isAppendTo = ({ records }: Append, topic: string) => records.some((record) => record.topic === topic);
const start = (stateMachine: string, name: string, input = {}) =>
  ({ type: 'StartExecution', stateMachine, name, input }) as const;

function kill(actor: Actor<MemoryClient>): void {
  actor.kafka.kill();
  stage.forget(actor);
}

async function owning(settings: Partial<Settings> = {}): Promise<Actor<MemoryClient>> {
  const actor = await stage.orchestrator(settings);
  await stage.owned(actor);
  return actor;
}

async function sets(): Promise<CheckpointSet[]> {
  const reader = await stage.kafka.reader([AT().topic]);
  const read = await readSets(reader, AT());
  await reader.close();
  return read;
}

const chosen = async () => chooseSet(await sets());

const partsOf = ({ parts }: CheckpointSet, entity: string) =>
  [...parts.keys()].filter((key) => key.endsWith(`/${entity}`));

/** Until a position says that everything that is on the log now is in a set. */
async function checkpointed(): Promise<void> {
  const [log] = await stage.kafka.offsets(LOG().topic);
  await until('a checkpoint holds everything', async () => (await chosen())?.position?.P === log!.end);
}

/** Every record of the checkpoints, in order, as key and whether it is a tombstone. */
async function written(): Promise<{ key: CheckpointKey; gone: boolean; text: string }[]> {
  return (await stage.records(AT().topic)).map(({ key, value }) => ({
    key: readKey(String(key))!,
    gone: value === null,
    text: String(value),
  }));
}

const stuck = ({ told }: Actor) =>
  told
    .filter(({ message }) => message.startsWith('Cannot own'))
    .map(({ facts }) => (facts as { because: string }).because);

describe('C1, C2: a set', () => {
  it('holds a live entity with the offset of its last decision, and a tombstone once it has ended', async () => {
    await open();
    await owning();
    await stage.define('m', chain('shop', 1));
    await stage.send(start('m', 'a'));
    await until('a is decided', async () => (await stage.eventTypes('m:a')).length > 0);
    await checkpointed();
    const { offset } = (await stage.decisions()).findLast(({ decision }) => decision.entity === 'm:a')!;
    expect(JSON.parse((await chosen())!.entities.get('m:a')!)).toMatchObject({ x: offset });
    await stage.send({ type: 'StopExecution', execution: 'm:a', undo: false });
    await stage.ended('a', 'ABORTED');
    await checkpointed();
    expect((await chosen())!.entities.has('m:a')).toBe(false);
    const records = await written();
    const tombstone = records.findIndex(({ key, gone }) => gone && key.kind === 'entity' && key.entity === 'm:a');
    const position = records.findLastIndex(({ key }) => key.kind === 'position');
    expect(tombstone).toBeGreaterThan(-1);
    expect(tombstone).toBeLessThan(position);
  });

  it('holds a state that is larger than a record in parts, of which none is left behind', async () => {
    const text = 'Grüße 😀 '.repeat(200);
    await open({ checkpointRecordSize: 301 });
    const first = await owning();
    await stage.define('m', chain('shop', 2, { ResultPath: null }));
    await stage.send(start('m', 'a', { text }));
    await until('a is decided', async () => (await stage.eventTypes('m:a')).length > 0);
    await checkpointed();
    expect(partsOf((await chosen())!, 'm:a').length).toBeGreaterThan(2_000 / 301);
    expect((await written()).every(({ text }) => text.length <= 301)).toBe(true);

    kill(first);
    await owning();
    await listen(stage.connect(), 'shop', new StubParticipant(() => 'does'));
    await stage.ended('a');
    const [{ output }] = (await stage.outcomes('a')).filter(({ status }) => status === 'SUCCEEDED') as [Outcome];
    expect(JSON.parse(output!)).toEqual({ text });
    await checkpointed();
    const set = (await chosen())!;
    expect([partsOf(set, 'm:a').length, set.entities.has('m:a')]).toEqual([0, false]);
  });

  it('is not taken for whole where a part of it is lost', async () => {
    await open({ checkpointRecordSize: 301 });
    const first = await owning();
    await stage.define('m', waits(3_600));
    await stage.send(start('m', 'a', { text: 'x'.repeat(1_000) }));
    await until('a is decided', async () => (await stage.eventTypes('m:a')).length > 0);
    await checkpointed();
    kill(first);
    const [lost] = partsOf((await chosen())!, 'm:a');
    await stage.write({ ...AT(), key: lost!, value: null });
    const next = await stage.orchestrator();
    await until('it says so', () => Promise.resolve(stuck(next).length > 0));
    expect(stuck(next)[0]).toContain('The checkpoint of m:a is not complete');
  });

  it('the first one of a take-over holds every live entity, those untouched since its marker too', async () => {
    await open();
    const first = await owning();
    await stage.define('m', waits(3_600));
    await stage.send(...Array.from({ length: 450 }, (_, i) => start('m', `a${i}`)));
    await stage.settled(first);
    await checkpointed();
    kill(first);
    await owning();
    await until('the second set is complete', async () => (await chosen())?.id.epoch === 2);
    const set = (await chosen())!;
    expect(set.entities.size).toBe(451);
    expect(set.position!.P).toBeGreaterThan((await stage.log()).findIndex(({ record }) => record.epoch === 2));
  });

  it('has a position only after every entity, and only when everything before it is dispatched', async () => {
    await open();
    await owning();
    await stage.define('m', chain('shop', 1));
    await checkpointed();
    const before = (await chosen())!.position!.P;
    broker.decideFates((append) => (isAppendTo(append, 'shop.commands') ? 'fails' : 'lands'));
    await stage.send(start('m', 'a'));
    await until('a is decided', async () => (await stage.eventTypes('m:a')).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 10 * stage.settings.checkpointMs));
    expect((await chosen())!.position!.P).toBe(before);
    expect((await chosen())!.entities.has('m:a')).toBe(false);
    broker.decideFates(() => 'lands');
    await checkpointed();
    expect((await chosen())!.entities.has('m:a')).toBe(true);
  });

  it('of a batch of unknown fate is never written to again: the owner steps down', async () => {
    await open();
    const actor = await owning();
    await stage.define('m', passes);
    await checkpointed();
    let failed = 0;
    broker.decideFates((append) => (isAppendTo(append, AT().topic) && failed++ === 0 ? 'lands and fails' : 'lands'));
    await stage.send(start('m', 'a'));
    await stage.ended('a');
    await until('another set is complete', async () => (await chosen())?.id.epoch === 2);
    const records = await written();
    const firstOfNext = records.findIndex(({ key }) => key.set.epoch === 2);
    expect(records.slice(firstOfNext).some(({ key, gone }) => key.set.epoch === 1 && !gone)).toBe(false);
    expect(actor.told.map(({ message }) => message)).toContain('Stepped down; taking over again');
  });
});

describe('C3: recovery', () => {
  it('chooses the largest P of the sets that have a position', () => {
    const set = (epoch: number, P?: number): CheckpointSet => ({
      id: { epoch, owner: `o${epoch}` },
      entities: new Map(),
      parts: new Map(),
      ends: new Map(),
      keys: new Set(['k']),
      position: P === undefined ? undefined : ({ P, seq: 0, nextInbox: 0, at: 0 } satisfies Position),
    });
    expect(chooseSet([set(1, 10), set(3), set(2, 20)])!.id.epoch).toBe(2);
    expect(chooseSet([set(1)])).toBeUndefined();
  });

  it('an incomplete set is not chosen: who dies before the position leaves nothing behind', async () => {
    await open();
    const first = await owning();
    await stage.define('m', waits(3_600));
    await stage.send(start('m', 'a'));
    await stage.settled(first);
    await checkpointed();
    kill(first);
    const isPosition = ({ records }: Append) => records.some(({ key }) => String(key).endsWith('/position'));
    broker.decideFates((append) => (isPosition(append) ? 'fails' : 'lands'));
    const second = await owning();
    await stage.send(start('m', 'b'));
    await until('b is decided', async () => (await stage.eventTypes('m:b')).length > 0);
    await until('a set without a position is there', async () => (await sets()).some(({ position }) => !position));
    kill(second);
    expect((await chosen())!.id.epoch).toBe(1);
    broker.decideFates(() => 'lands');
    const third = await owning();
    expect(third.orchestrator.owners[0]!.liveExecutions).toBe(2);
  });

  it('an execution that ended gets no second life, whether its end is before the position or in the tail', async () => {
    await open();
    const first = await owning();
    await stage.define('m', chain('shop', 1));
    await stage.send(start('m', 'before'), start('m', 'behind'));
    await stage.settled(first);
    await checkpointed();
    await stage.send({ type: 'StopExecution', execution: 'm:before', undo: false });
    await stage.ended('before', 'ABORTED');
    await checkpointed();
    broker.decideFates((append) => (isAppendTo(append, AT().topic) ? 'fails and lands late' : 'lands'));
    await stage.send({ type: 'StopExecution', execution: 'm:behind', undo: false });
    await stage.ended('behind', 'ABORTED');
    kill(first);
    broker.decideFates(() => 'lands');
    const second = await owning();
    expect(second.orchestrator.owners[0]!.liveExecutions).toBe(0);
  });

  it('skips decisions of an execution that the set no longer holds, since its end follows', async () => {
    await open();
    const first = await owning();
    await stage.define('m', chain('shop', 1));
    await stage.send(start('m', 'a'));
    await stage.settled(first);
    await checkpointed();
    const isPosition = ({ records }: Append) => records.some(({ key }) => String(key).endsWith('/position'));
    // Its tombstone lands, the position behind it does not.
    broker.decideFates((append) => (isPosition(append) ? 'fails' : 'lands'));
    await stage.send({ type: 'StopExecution', execution: 'm:a', undo: false });
    await stage.ended('a', 'ABORTED');
    await until('the tombstone is there', async () => (await written()).some(({ gone }) => gone));
    kill(first);
    broker.decideFates(() => 'lands');
    const second = await owning();
    expect([second.orchestrator.owners[0]!.liveExecutions, stuck(second)]).toEqual([0, []]);
    await stage.send(start('m', 'a'));
    await until('the used name is refused', async () => (await stage.deadLetters()).length === 1);
  });

  it('remembered ends survive: a start with a used name is refused after a recovery from a checkpoint alone', async () => {
    await open();
    const first = await owning();
    await stage.define('m', passes);
    await stage.send(start('m', 'a'));
    await stage.ended('a');
    await checkpointed();
    kill(first);
    const [log] = await stage.kafka.offsets(LOG().topic);
    broker.deleteRecords(LOG(), log!.end);
    const second = await owning();
    await checkpointed();
    kill(second);
    await owning();
    await stage.send(start('m', 'a'));
    await until('it is refused', async () => (await stage.deadLetters()).length === 1);
    expect((await stage.deadLetters())[0]).toMatchObject({ 'x-error': 'ExecutionAlreadyExists' });
    expect(await stage.outcomes('a')).toHaveLength(2);
  });

  it('takes owner, number, inbox offset and time from the position', async () => {
    await open();
    const first = await owning();
    await stage.define('m', passes);
    await stage.send(start('m', 'a'), start('m', 'b'));
    await stage.ended('b');
    await checkpointed();
    kill(first);
    const second = await owning();
    expect(second.orchestrator.owners[0]!.nextInbox).toBe(3);
    await stage.send(start('m', 'c'));
    await stage.ended('c');
    expect((await stage.decisions()).map(({ decision }) => [decision.epoch, decision.seq])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
    ]);
  });
});

describe('C4: other sets', () => {
  it('go once the own position is acknowledged, the position first', async () => {
    await open();
    const first = await owning();
    await stage.define('m', waits(3_600));
    await stage.send(start('m', 'a'));
    await stage.settled(first);
    await checkpointed();
    kill(first);
    await owning();
    await until('the old set is gone', async () => (await sets()).every(({ id }) => id.epoch === 2));
    const records = await written();
    const ownPosition = records.findIndex(({ key, gone }) => key.set.epoch === 2 && key.kind === 'position' && !gone);
    const deletions = records.flatMap(({ key, gone }, i) => (key.set.epoch === 1 && gone ? [{ key, i }] : []));
    expect(deletions[0]!.key.kind).toBe('position');
    expect(deletions.every(({ i }) => i > ownPosition)).toBe(true);
  });

  it('with a larger P, or of a higher epoch without a position, are never touched', () => {
    const keys = new Set<string>();
    const position = (P: number): Position => ({ P, seq: 0, nextInbox: 0, at: 0 });
    const others = [
      { id: { epoch: 1, owner: 'smaller' }, position: position(5), keys },
      { id: { epoch: 2, owner: 'larger' }, position: position(50), keys },
      { id: { epoch: 1, owner: 'unfinished' }, position: undefined, keys },
      { id: { epoch: 4, owner: 'unfinished and newer' }, position: undefined, keys },
    ];
    expect(obsoleteSets(others, 10, 3).map(({ id }) => id.owner)).toEqual(['smaller', 'unfinished']);
  });
});

describe('C5: a log that was cut', () => {
  it('before the position is fine', async () => {
    await open();
    const first = await owning();
    await stage.define('m', waits(3_600));
    await stage.send(start('m', 'a'));
    await stage.settled(first);
    await checkpointed();
    kill(first);
    broker.deleteRecords(LOG(), (await chosen())!.position!.P);
    const second = await owning();
    expect(second.orchestrator.owners[0]!.liveExecutions).toBe(1);
  });

  it('with no position is a loud error that says what to do, and nothing is decided', async () => {
    await open({ checkpointMs: 60_000 });
    broker.decideFates((append) => (isAppendTo(append, AT().topic) ? 'fails' : 'lands'));
    const first = await stage.orchestrator();
    await until('there is a log', async () => (await stage.log()).length >= 1);
    kill(first);
    broker.deleteRecords(LOG(), 1);
    const second = await stage.orchestrator();
    await until('it says so', () => stuck(second).length > 0);
    expect(stuck(second)[0]).toMatch(/^LogLost: t\.log\[0\] has lost records that no checkpoint holds: .*offset 0/);
    expect(second.orchestrator.owners[0]!.status).toBe('stuck');
  });

  it('behind the position is a loud error too, never a start from what is left', async () => {
    await open();
    const first = await owning();
    await stage.define('m', waits(3_600));
    await checkpointed();
    const { P } = (await chosen())!.position!;
    broker.decideFates((append) => (isAppendTo(append, AT().topic) ? 'fails and lands late' : 'lands'));
    await stage.send(start('m', 'a'), start('m', 'b'));
    await until('b is decided', async () => (await stage.eventTypes('m:b')).length > 0);
    kill(first);
    broker.deleteRecords(LOG(), P + 1);
    const second = await stage.orchestrator();
    await until('it says so', () => stuck(second).length > 0);
    expect(stuck(second)[0]).toMatch(/^LogLost: /);
  });
});

describe('a checkpoint that lacks a live execution', () => {
  it('is a loud error that names it', async () => {
    await open();
    const first = await owning();
    await stage.define('m', chain('shop', 1));
    await stage.send(start('m', 'a'));
    await stage.settled(first);
    await checkpointed();
    const set = (await chosen())!;
    kill(first);
    const key = `${set.id.epoch}/${set.id.owner}/entity/m:a`;
    await stage.write({ ...AT(), key, value: null });
    const [command] = await stage.commands('shop');
    const decided = { epoch: set.id.epoch, owner: set.id.owner, seq: set.position!.seq + 1 };
    const event = { type: 'TaskHeartbeat', state: 'Step1', visit: 1, attempt: 1, leg: 'F' };
    const at = new Date(set.position!.at).toISOString();
    const rest = { nextInbox: set.position!.nextInbox, at, entity: 'm:a', events: [event] };
    await stage.write({ ...LOG(), key: 'm:a', value: JSON.stringify({ ...decided, ...rest }) });
    const second = await stage.orchestrator();
    await until('it says so', () => stuck(second).length > 0);
    expect(stuck(second)[0]).toMatch(/^StateLost: .* lack 1 live executions, e\.g\. m:a\./);
    expect(command).toBeDefined();
  });
});

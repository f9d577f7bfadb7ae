import { afterEach, describe, expect, it } from '@jest/globals';
import { writeTaskToken, type Decision, type LogEvent, type Message, type MessageOf } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { PartitionState } from './ownership/partition-state.js';
import { RememberedEnds } from './ownership/remembered-ends.js';
import { entityKey } from './checkpoints/checkpoint-keys.js';
import { chooseSet, readSets } from './checkpoints/read-sets.js';
import { chain, listen, Stage, StubParticipant, surviving, type Actor } from './testing/index.js';

/** An execution that has succeeded is in nobody's memory any more when who has started it wants it undone (R14). */

const token = (leg: 'F' | 'C', attempt = 1) =>
  writeTaskToken({ execution: 'parent:p', state: 'Start', visit: 1, attempt, leg, check: 'x' });
const startedBy = token('F');
const caller = { taskToken: startedBy, endToken: startedBy, resource: 'arn:aws:states:::states:startExecution.sync' };
const stop: Message = { type: 'StopExecution', execution: 'child:c', startedBy };
const undo = (attempt = 1): Message => ({
  type: 'UndoExecution',
  execution: 'child:c',
  startedBy,
  undoToken: token('C', attempt),
  error: 'Late',
});

let stage: Stage<MemoryClient>;
afterEach(async () => stage?.close());

/** It has succeeded, and somebody else owns its partition now. */
async function succeeded(checkpointMs: number): Promise<StubParticipant> {
  const broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), { checkpointMs }, 'shop');
  const first = await stage.orchestrator();
  await stage.define('child', chain('shop', 2));
  const stub = new StubParticipant(() => 'does');
  await listen(stage.connect(), 'shop', stub);
  await stage.send({ type: 'StartExecution', stateMachine: 'child', name: 'c', input: {}, caller });
  await stage.ended('c', 'SUCCEEDED');
  await first.close();
  await stage.orchestrator();
  return stub;
}

const messages = async () =>
  (await stage.texts(stage.settings.topics.inbox)).map((text) => JSON.parse(text) as Message);
function kill(actor: Actor<MemoryClient>): void {
  actor.kafka.kill();
  stage.forget(actor);
}

const typesOf = async () => (await stage.events('child:c')).map(({ type }) => type);
const count = (types: readonly string[], type: LogEvent['type']) => types.filter((is) => is === type).length;
const isUndone = () =>
  until('it is undone', async () =>
    (await stage.outcomes('c')).some(({ compensationStatus }) => compensationStatus === 'COMPLETED'),
  );

describe.each([
  ['read from the log', 60_000],
  ['behind a checkpoint', 1],
])('an execution that has succeeded, %s', (_, checkpointMs) => {
  it('is undone once, however often it is asked for, and tells its end as it was', async () => {
    const stub = await succeeded(checkpointMs);
    await stage.send(undo(), undo(), undo(2));
    await isUndone();
    await stage.send(undo(3));
    await until('the last who asks is told', async () => count(await typesOf(), 'MessageTaken') >= 2);
    expect([...stub.ledger]).toEqual([]);
    const types = await typesOf();
    expect(count(types, 'ExecutionSucceeded')).toBe(1);
    expect(count(types, 'CompensationScheduled')).toBe(2);
    expect(await stage.outcomes('c')).toMatchObject([
      { status: 'RUNNING' },
      { status: 'SUCCEEDED', compensationStatus: 'NONE' },
      { status: 'SUCCEEDED', compensationStatus: 'COMPLETED' },
    ]);
    const told = await messages();
    const replies = told.filter((message) => message.type === 'SendTaskSuccess' && message.taskToken === token('C', 2));
    expect(replies.length).toBeGreaterThan(0);
    expect(told.some((message) => message.type === 'SendTaskSuccess' && message.taskToken === token('C', 3))).toBe(
      true,
    );
  });

  it('is undone where whoever has started it does not wait for it any more, and where somebody else says so it is not', async () => {
    const stub = await succeeded(checkpointMs);
    await stage.send({ ...stop, startedBy: token('F', 2) }, stop, stop);
    await isUndone();
    expect([...stub.ledger]).toEqual([]);
    expect(count(await typesOf(), 'CompensationRequested')).toBe(1);
  });
});

describe('who has started an execution that can be undone', () => {
  it.each([
    ['the owner that has started it', undefined],
    ['one that has it from a checkpoint', 'closes'],
    ['one that has it from the log', 'dies'],
  ])('is told where it begins in the log, by %s', async (_, leaving) => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { checkpointMs: 60_000 }, 'shop');
    const first = await stage.orchestrator();
    await stage.define('child', chain('shop', 2));
    await stage.send({ type: 'StartExecution', stateMachine: 'child', name: 'c', input: {}, caller });
    await stage.settled(first);
    if (leaving === 'closes') await first.close();
    if (leaving === 'dies') kill(first);
    if (leaving) await stage.orchestrator();
    const stub = new StubParticipant(() => 'does');
    await listen(stage.connect(), 'shop', stub);
    await stage.ended('c', 'SUCCEEDED');
    const isTold = (said: Message) => said.type === 'SendTaskSuccess' && said.undoable === true;
    await until('its parent is told', async () => (await messages()).some(isTold));
    const { logOffset } = (await messages()).find(isTold) as MessageOf<'SendTaskSuccess'>;
    const began = (await stage.decisions()).find(({ decision }) => decision.events[0]?.type === 'ExecutionStarted');
    expect(logOffset).toBe(began?.offset);
    await stage.send({ ...undo(), logOffset } as Message);
    await isUndone();
    expect([...stub.ledger]).toEqual([]);
  });
});

/**
 * Its set of checkpoints still says where the log is to be read from, and no longer what it was, as when whoever wrote its
 * tombstone died before the position behind it: whoever takes over reads of its end alone.
 */
async function endedInTail(ledger = new StubParticipant(() => 'does')) {
  const broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), { checkpointMs: 20 }, 'shop');
  const first = await stage.orchestrator();
  await stage.owned(first);
  await stage.define('child', chain('shop', 2));
  await stage.send({ type: 'StartExecution', stateMachine: 'child', name: 'c', input: {}, caller });
  await until('a set holds it', async () => (await newestSet())?.entities.has('child:c') === true);
  await first.close();
  const second = await stage.orchestrator({ checkpointMs: 60_000 });
  await stage.owned(second);
  await until('its set is complete', async () => (await newestSet())?.id.epoch === 2);
  await listen(stage.connect(), 'shop', ledger);
  await stage.ended('c', 'SUCCEEDED');
  await stage.settled(second);
  kill(second);
  const { topic } = CHECKPOINTS();
  const set = (await newestSet())!;
  await stage.write({ topic, partition: 0, key: entityKey(set.id, 'child:c'), value: null });
  return { broker, stub: ledger };
}

const CHECKPOINTS = () => ({ topic: stage.settings.topics.checkpoints, partition: 0 });

async function newestSet() {
  const reader = await stage.kafka.reader([CHECKPOINTS().topic]);
  const sets = await readSets(reader, CHECKPOINTS());
  await reader.close();
  return chooseSet(sets);
}

const isOver = async () => (await stage.outcomes('c')).some((told) => told.compensationStatus === 'COMPLETED');

describe('an execution of which only the end was read, in the tail of a take-over', () => {
  it('undoes itself where who has started it says that it waits no longer', async () => {
    const { stub } = await endedInTail();
    await stage.orchestrator();
    await stage.send({ ...stop, startedBy: token('F', 2) }, stop, stop);
    await isUndone();
    expect([...stub.ledger]).toEqual([]);
    expect(count(await typesOf(), 'CompensationRequested')).toBe(1);
  });

  it('is undone for its parent, who is told', async () => {
    const { stub } = await endedInTail();
    await stage.orchestrator();
    await stage.send(undo(), undo());
    await isUndone();
    expect([...stub.ledger]).toEqual([]);
    const told = await messages();
    expect(told.some((said) => said.type === 'SendTaskSuccess' && said.taskToken === token('C'))).toBe(true);
  });

  it.each([
    ['a stop', [stop, stop]],
    ['the undo', [undo(), undo()]],
    ['both', [stop, undo(), stop]],
  ])(
    'is undone once by %s, whichever append its owners do not survive',
    async (_, asked) => {
      for (let atAppend = 1; atAppend <= 6; atAppend++) {
        const { broker, stub } = await endedInTail();
        await stage.send(...asked);
        const fate = atAppend % 2 ? 'fails and lands late' : 'lands';
        const deaths = [
          { atAppend, fate },
          { atAppend: 2, fate: 'lands' },
        ] as const;
        await surviving({ broker, stage, deaths, over: async ({ kafka }) => !kafka.isDead && (await isOver()) });
        expect([...stub.ledger]).toEqual([]);
        const types = await typesOf();
        expect([count(types, 'CompensationRequested') > 0, count(types, 'CompensationCompleted')]).toEqual([true, 1]);
        expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
        await stage.close();
      }
    },
    60_000,
  );
});

describe('who folds the end of such an undo, and not its beginning', () => {
  it('knows that it is one', () => {
    const events: LogEvent[] = [{ type: 'CompensationCompleted', compensationStatus: 'COMPLETED' }];
    const at = new Date(0).toISOString();
    const decision: Decision = { epoch: 1, owner: 'o', seq: 1, nextInbox: 1, at, entity: 'child:c', events };
    const state = new PartitionState(new RememberedEnds(24));
    expect(state.fold(decision, 7)).toEqual({ kind: 'unknown', over: true });
    expect(state.ends.has('child:c')).toBe(true);
  });
});

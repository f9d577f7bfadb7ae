import { afterEach, describe, expect, it } from '@jest/globals';
import { writeTaskToken, type Decision, type LogEvent, type Message } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { PartitionState } from './ownership/partition-state.js';
import { RememberedEnds } from './ownership/remembered-ends.js';
import { chain, listen, Stage, StubParticipant } from './testing/index.js';

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
    const told = (await stage.texts(stage.settings.topics.inbox)).map((text) => JSON.parse(text) as Message);
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

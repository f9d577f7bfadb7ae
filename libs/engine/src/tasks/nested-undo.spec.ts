import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent, MessageOf } from '#contracts';
import { compensationStatusOf, isOver, undoPlan } from '../index.js';
import { machineOf, startingTask, undoableTask, World } from '../testing/index.js';

const SYNC = 'arn:aws:states:::states:startExecution.sync';
const starts = (name: string, Name: string, more: object = {}) =>
  startingTask(name, Name, { ResultPath: null, ...more });
const step = (name: string, more: object = {}) => undoableTask(name, { ResultPath: null, ...more });
const plain = (name: string, more: object = {}) => ({ Type: 'Task', Resource: `kafka:p.${name}`, ...more });

/** First, then the child, then Last, whose refusal ends it. */
const parentOf = (more: object = {}, saga: object = {}) =>
  machineOf({
    StartAt: 'First',
    Saga: saga,
    States: {
      First: step('first', { Next: 'Start' }),
      Start: starts('child', 'c', { Next: 'Last', ...more }),
      Last: plain('last', { End: true }),
      Sorry: { Type: 'Pass', End: true },
    },
  });
const child = machineOf({
  StartAt: 'One',
  States: { One: step('one', { Next: 'Two' }), Two: step('two', { End: true }) },
});
const parent = parentOf();

/** The parent waits for Last; its child has succeeded. */
async function childDone(machines: ConstructorParameters<typeof World>[0] = { parent, child }, times = 1) {
  const world = new World(machines, times);
  await world.start('parent', 'p');
  for (const state of ['First', 'One', 'Two']) await world.answers(state);
  return world;
}
const undone = (world: World) => [
  ...new Set(world.commands.filter(({ id }) => id.endsWith('/C')).map(({ command }) => command)),
];
const of = <T extends ExecutionEvent['type']>(world: World, entity: string, type: T) =>
  (world.history.get(entity) ?? []).filter((event) => event.type === type);

describe('R14: a nested execution that has succeeded', () => {
  it('undoes itself by its own plan when its parent undoes, in its place', async () => {
    const world = await childDone();
    expect(world.of('child:c')).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'NONE' });
    await world.refuses('Last', 'Late');
    expect(undone(world)).toEqual(['p.un-two']);
    expect(world.commands.at(-1)?.input).toMatchObject({ error: { Error: 'Late' } });
    await world.answers('Two');
    await world.answers('One');
    expect(world.of('child:c')).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'COMPLETED' });
    await world.answers('First');
    expect(undone(world)).toEqual(['p.un-two', 'p.un-one', 'p.un-first']);
    expect(world.of('parent:p')).toMatchObject({
      status: 'FAILED',
      problem: { error: 'Late' },
      compensationStatus: 'COMPLETED',
    });
  });

  it('is asked to undo itself with where it begins in the log, if it has said that', async () => {
    for (const began of [undefined, 7]) {
      const world = new World({ parent, child });
      world.began = began;
      await world.start('parent', 'p');
      for (const state of ['First', 'One', 'Two']) await world.answers(state);
      await world.refuses('Last');
      const asked = world.messages.find(({ type }) => type === 'UndoExecution') as MessageOf<'UndoExecution'>;
      expect(asked.logOffset).toBe(began);
    }
  });

  it('is in the plan of its parent, between what was before and behind it', async () => {
    const world = await childDone();
    const plan = await undoPlan(parent, world.of('parent:p'));
    expect(plan).toMatchObject([
      { state: 'Start', resource: SYNC, child: { execution: 'child:c', attempt: 1 } },
      { state: 'First' },
    ]);
  });

  it('is undone even if nothing else in its parent has an undo', async () => {
    const alone = machineOf({
      StartAt: 'Start',
      States: { Start: starts('child', 'c', { Next: 'No' }), No: { Type: 'Fail', Error: 'No' } },
    });
    const world = new World({ parent: alone, child });
    await world.start('parent', 'p');
    for (const state of ['One', 'Two', 'Two', 'One']) await world.answers(state);
    expect(undone(world)).toEqual(['p.un-two', 'p.un-one']);
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('keeps its output and its end, and goes on to be one that has succeeded while it is undone', async () => {
    const world = await childDone();
    const before = world.of('child:c');
    world.at += 5_000;
    await world.refuses('Last');
    expect(compensationStatusOf(world.of('child:c'))).toBe('IN_PROGRESS');
    await world.answers('Two');
    await world.answers('One');
    const { output, stoppedAt } = before as { output?: unknown; stoppedAt?: number };
    expect(world.of('child:c')).toMatchObject({ output, stoppedAt });
    expect(of(world, 'child:c', 'ExecutionSucceeded')).toHaveLength(1);
  });

  it('undoes once, however often each message comes', async () => {
    const world = await childDone({ parent, child }, 3);
    await world.refuses('Last');
    for (const state of ['Two', 'One', 'First']) await world.answers(state);
    expect(of(world, 'child:c', 'CompensationRequested')).toHaveLength(1);
    expect(of(world, 'child:c', 'CompensationScheduled')).toHaveLength(2);
    expect(of(world, 'parent:p', 'CompensationSucceeded')).toHaveLength(2);
    expect(world.of('parent:p')).toMatchObject({ compensationStatus: 'COMPLETED' });
  });

  it('that has done nothing to be undone is not asked', async () => {
    const harmless = machineOf({
      StartAt: 'One',
      States: { One: plain('one', { Next: 'Two' }), Two: plain('two', { End: true }) },
    });
    const world = await childDone({ parent, child: harmless });
    expect(of(world, 'child:c', 'ExecutionSucceeded')).toEqual([{ type: 'ExecutionSucceeded', output: {} }]);
    await world.refuses('Last');
    await world.answers('First');
    expect(world.messages.some(({ type }) => type === 'UndoExecution')).toBe(false);
    expect(world.of('parent:p')).toMatchObject({ compensationStatus: 'COMPLETED' });
  });

  it('whose definition keeps what an abort leaves is not asked', async () => {
    const keeps = machineOf({
      StartAt: 'One',
      Saga: { OnAbort: 'NONE' },
      States: { One: step('one', { Next: 'Two' }), Two: step('two', { End: true }) },
    });
    const world = await childDone({ parent, child: keeps });
    await world.refuses('Last');
    expect(undone(world)).toEqual(['p.un-first']);
  });

  it('is left to the Compensate of the Task that has started it, if there is one', async () => {
    const own = parentOf({ Compensate: { Resource: 'kafka:p.un-start' } });
    const world = await childDone({ parent: own, child });
    await world.refuses('Last');
    expect(undone(world)).toEqual(['p.un-start']);
    expect(world.messages.some(({ type }) => type === 'UndoExecution')).toBe(false);
  });

  it('is left alone where its Task has a SagaRole that needs no undo', async () => {
    const world = await childDone({ parent: parentOf({ SagaRole: 'READ_ONLY' }), child });
    await world.refuses('Last');
    expect(undone(world)).toEqual(['p.un-first']);
  });

  it('is never undone if nobody waited for it', async () => {
    const world = await childDone({
      parent: parentOf({ Resource: 'arn:aws:states:::states:startExecution' }),
      child,
    });
    await world.refuses('Last');
    expect(world.messages.some(({ type }) => type === 'UndoExecution')).toBe(false);
  });

  it('undoes its own children, and they theirs', async () => {
    const middle = machineOf({
      StartAt: 'Mid',
      States: { Mid: step('mid', { Next: 'Deep' }), Deep: starts('leaf', 'l', { End: true }) },
    });
    const leaf = machineOf({ StartAt: 'Leaf', States: { Leaf: step('leaf', { End: true }) } });
    const world = new World({ parent, child: middle, leaf });
    await world.start('parent', 'p');
    for (const state of ['First', 'Mid', 'Leaf']) await world.answers(state);
    await world.refuses('Last');
    for (const state of ['Leaf', 'Mid', 'First']) await world.answers(state);
    expect(undone(world)).toEqual(['p.un-leaf', 'p.un-mid', 'p.un-first']);
    expect(world.of('leaf:l')).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'COMPLETED' });
    expect(world.of('parent:p')).toMatchObject({ compensationStatus: 'COMPLETED' });
  });

  it('is undone by a Compensate state too', async () => {
    const explicit = machineOf({
      StartAt: 'Start',
      States: { Start: starts('child', 'c', { Next: 'Undo' }), Undo: { Type: 'Compensate', End: true } },
    });
    const world = new World({ parent: explicit, child });
    await world.start('parent', 'p');
    for (const state of ['One', 'Two', 'Two', 'One']) await world.answers(state);
    expect(world.of('parent:p')).toMatchObject({
      status: 'SUCCEEDED',
      output: { Count: 1, Steps: [{ State: 'Start' }] },
    });
  });
});

describe('R14: a nested execution that cannot be undone', () => {
  it('since it has passed its pivot blocks the undo of its parent, who resolves it by hand', async () => {
    const pivot = machineOf({
      StartAt: 'One',
      States: { One: step('one', { Next: 'Two' }), Two: plain('two', { SagaRole: 'PIVOT', End: true }) },
    });
    const world = await childDone({ parent, child: pivot });
    await world.refuses('Last');
    expect(of(world, 'parent:p', 'CompensationBlocked')).toMatchObject([{ state: 'Start', error: 'Saga.PivotPassed' }]);
    expect(undone(world)).toEqual([]);
    await world.send(resolve('parent:p', 'Start', 'RESOLVED'));
    await world.answers('First');
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('until a person has looked at it blocks its parent until then, and no longer', async () => {
    const world = await childDone();
    await world.refuses('Last');
    await world.refuses('Two', 'Gone');
    expect(of(world, 'parent:p', 'CompensationBlocked')).toMatchObject([{ state: 'Start', error: 'Saga.UndoBlocked' }]);
    expect(compensationStatusOf(world.of('parent:p'))).toBe('BLOCKED');
    await world.send(resolve('child:c', 'Two', 'RETRY'));
    for (const state of ['Two', 'One', 'First']) await world.answers(state);
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('in part says so to its parent, which waits for a person', async () => {
    const world = await childDone();
    await world.refuses('Last');
    await world.refuses('Two', 'Gone');
    await world.send(resolve('child:c', 'Two', 'SKIP'));
    await world.answers('One');
    expect(world.of('child:c')).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'PARTIAL' });
    // It had been told that it is blocked; asked again, it hears what became of it.
    await world.send(resolve('parent:p', 'Start', 'RETRY'));
    expect(of(world, 'parent:p', 'CompensationBlocked')).toMatchObject([
      { error: 'Saga.UndoBlocked' },
      { error: 'Saga.PartlyUndone' },
    ]);
  });

  it('yet tells the latest who asks, not only the first', async () => {
    const world = await childDone();
    await world.refuses('Last');
    await world.refuses('Two', 'Gone');
    await world.send(resolve('parent:p', 'Start', 'RETRY'));
    expect(of(world, 'parent:p', 'CompensationBlocked')).toHaveLength(2);
    await world.send(resolve('child:c', 'Two', 'GIVE_UP'));
    expect(world.of('child:c')).toMatchObject({ compensationStatus: 'PARTIAL' });
    await world.send(resolve('parent:p', 'Start', 'RETRY'));
    expect(of(world, 'parent:p', 'CompensationBlocked').at(-1)).toMatchObject({ error: 'Saga.PartlyUndone' });
  });

  it('tells who asks while it is undone, whatever it has told before', async () => {
    const world = await childDone();
    await world.refuses('Last');
    await world.refuses('Two', 'Gone');
    await world.send(resolve('child:c', 'Two', 'RETRY'));
    await world.send(resolve('parent:p', 'Start', 'RETRY'));
    expect(compensationStatusOf(world.of('parent:p'))).toBe('IN_PROGRESS');
    await world.refuses('Two', 'Still gone');
    expect(of(world, 'parent:p', 'CompensationBlocked')).toHaveLength(2);
    await world.send(resolve('child:c', 'Two', 'RESOLVED'));
    for (const state of ['One', 'First']) await world.answers(state);
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('is undone by nobody but who has started it', async () => {
    const world = await childDone();
    const undo: MessageOf<'UndoExecution'> = {
      type: 'UndoExecution',
      execution: 'child:c',
      startedBy: 'forged',
      undoToken: 'forged',
    };
    await world.send(undo);
    expect(isOver(world.of('child:c'))).toBe(true);
    expect(undone(world)).toEqual([]);
  });
});

describe('R14: a nested execution that succeeds while nobody waits for it any more', () => {
  it('undoes itself, and its success is not taken', async () => {
    const world = new World({
      parent: parentOf({ TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] }),
      child,
    });
    await world.start('parent', 'p');
    await world.answers('First');
    await world.answers('One');
    // What it has become, and what it is told, cross each other.
    world.slow = 'StopExecution';
    await world.timer('parent:p', world.at + 10_000);
    await world.answers('Two');
    world.slow = undefined;
    await world.send();
    expect(
      of(world, 'parent:p', 'TaskSucceeded').filter((event) => 'state' in event && event.state === 'Start'),
    ).toEqual([]);
    expect(undone(world)).toEqual(['p.un-two']);
    await world.answers('Two');
    await world.answers('One');
    expect(world.of('child:c')).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'COMPLETED' });
  });
});

describe('R14: a nested execution whose result is too large for its parent', () => {
  it('has succeeded, which its parent cannot take, and undoes itself', async () => {
    const large = machineOf({
      StartAt: 'One',
      States: {
        One: step('one', { Next: 'Large' }),
        Large: { Type: 'Pass', Result: 'x'.repeat(262_000), End: true },
      },
    });
    const caught = parentOf({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }] });
    const world = new World({ parent: caught, child: large });
    await world.start('parent', 'p');
    for (const state of ['First', 'One']) await world.answers(state);
    expect(of(world, 'parent:p', 'TaskFailed')).toMatchObject([
      { error: 'States.DataLimitExceeded', outcome: 'unknown' },
    ]);
    expect(undone(world)).toEqual(['p.un-one']);
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED' });
    await world.answers('One');
    expect(world.of('child:c')).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'COMPLETED' });
  });
});

const resolve = (execution: string, state: string, how: MessageOf<'ResolveCompensation'>['how']) =>
  ({ type: 'ResolveCompensation', execution, state, how, by: 'ada', why: 'because' }) as const;

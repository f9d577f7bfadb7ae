import { describe, expect, it } from '@jest/globals';
import { compensationStatusOf, isOver, nextDue } from '../index.js';
import {
  at,
  fails,
  given,
  machineOf,
  refuses,
  resolves,
  seconds,
  starts,
  stops,
  succeeds,
  tell,
  time,
  typesOf,
  undone,
  undoableTask as task,
  undoRefuses,
  undoSucceeds,
} from '../testing/index.js';

const scope = { ErrorEquals: ['States.ALL'], Next: 'Last', Compensate: 'SCOPE' };

/** Two branches, of which the right one takes 20 seconds at the most. */
const machine = (saga: object = {}, more: object = {}) =>
  machineOf({
    StartAt: 'Both',
    Saga: saga,
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'L', States: { L: task('l', { Next: 'M' }), M: task('m', { End: true }) } },
          { StartAt: 'R', States: { R: task('r', { TimeoutSeconds: 20, End: true }) } },
        ],
        Catch: [scope],
        Next: 'Last',
        ...more,
      },
      Last: { Type: 'Pass', End: true },
    },
  });
const failed = [starts(), succeeds('Both[0].L'), at(1, refuses('Both[0].M'))] as const;
const R = { visit: 1, attempt: 1 };

describe('R4: what is out in a scope that is to be undone', () => {
  it('is waited for until its own deadline', async () => {
    const told = await given(machine(), ...failed.slice(0, 2))
      .when(at(1, refuses('Both[0].M', 'Full')))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'TaskStateAborted', state: 'Both[0].M' },
        { type: 'BranchFailed' },
        { type: 'TaskStateAborted', state: 'Both[1].R' },
        { type: 'ParallelStateFailed' },
        {
          type: 'ScopeCompensationTriggered',
          state: 'Both',
          error: 'Full',
          afterwards: 'CATCH',
          drainUntil: seconds(20),
        },
      );
    expect(nextDue(told.execution)).toBe(seconds(20));
  });

  it('or for CancelTimeoutSeconds, and not at all where they are 0', async () => {
    const soon = await tell(machine({ CancelTimeoutSeconds: 7 }), ...failed);
    expect(nextDue(soon.execution)).toBe(seconds(8));
    const never = await tell(machine({ CancelTimeoutSeconds: 0 }), ...failed);
    expect(undone(never)).toEqual(['p.un-r']);
  });

  it('is undone with its output if it succeeds meanwhile', async () => {
    const told = await given(machine(), ...failed)
      .when(at(5, succeeds('Both[1].R', { id: 4 }, R)))
      .decidesLike(
        { type: 'LateResult', state: 'Both[1].R', result: 'SUCCEEDED' },
        {
          type: 'ScopeCompensationPlanned',
          state: 'Both',
          afterwards: 'CATCH',
          plan: [{ state: 'Both[1].R' }, { state: 'Both[0].L' }],
        },
        { type: 'CompensationScheduled', state: 'Both[1].R' },
      );
    expect(told.commands.at(-1)?.input).toMatchObject({ output: { id: 4 } });
  });

  it('is not undone if it is refused meanwhile', async () => {
    const told = await tell(machine(), ...failed, at(5, refuses('Both[1].R', 'No', R)), undoSucceeds('Both[0].L'));
    expect(undone(told)).toEqual(['p.un-l']);
    expect(isOver(told.execution)).toBe(true);
  });

  it('goes on at once where it turns out that nothing is to be undone', async () => {
    const first = [starts(), at(1, refuses('Both[0].L'))];
    await given(machine(), ...first)
      .when(at(5, refuses('Both[1].R', 'No', R)))
      .decidesLike(
        { type: 'LateResult', result: 'REFUSED' },
        { type: 'ScopeCompensationCompleted', state: 'Both' },
        { type: 'ParallelStateExited' },
        { type: 'PassStateEntered' },
        { type: 'PassStateExited' },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('is taken for unknown, and undone, once it was waited for long enough', async () => {
    const told = await tell(machine(), ...failed, time(20));
    expect(undone(told)).toEqual(['p.un-r']);
    const end = await tell(machine(), ...failed, time(20), undoSucceeds('Both[1].R'), undoSucceeds('Both[0].L'));
    expect(undone(end)).toEqual(['p.un-r', 'p.un-l']);
    expect(end.execution.status).toBe('SUCCEEDED');
  });

  it('is waited for no longer by the scope where the execution is stopped: all is undone together', async () => {
    const told = await tell(machine(), ...failed, at(2, stops()));
    expect(typesOf(told).slice(-1)).toEqual(['CompensationTriggered']);
    const end = await tell(machine(), ...failed, at(2, stops()), at(3, succeeds('Both[1].R', {}, R)));
    expect(undone(end)).toEqual(['p.un-r']);
  });

  it('of a Parallel that was caught before is waited for by a Compensate state', async () => {
    const later = machineOf({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'L', States: { L: { Type: 'Task', Resource: 'kafka:p.l', End: true } } },
            { StartAt: 'R', States: { R: task('r', { TimeoutSeconds: 20, End: true }) } },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Undo' }],
          End: true,
        },
        Undo: { Type: 'Compensate', End: true },
      },
    });
    const past = [starts(), at(1, refuses('Both[0].L'))] as const;
    const waiting = await tell(later, ...past);
    expect(typesOf(waiting).slice(-2)).toEqual(['CompensateStateEntered', 'ScopeCompensationTriggered']);
    const told = await tell(later, ...past, at(2, succeeds('Both[1].R', {}, R)), undoSucceeds('Both[1].R'));
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', output: { Count: 1 } });
  });
});

describe('R7: an undo within a state that fails', () => {
  const branches = machineOf({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'L', States: { L: task('l', { Next: 'Undo' }), Undo: { Type: 'Compensate', End: true } } },
          { StartAt: 'R', States: { R: { Type: 'Task', Resource: 'kafka:p.r', End: true } } },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last' }],
        End: true,
      },
      Last: { Type: 'Pass', End: true },
    },
  });
  const past = [starts(), succeeds('Both[0].L'), refuses('Both[1].R')] as const;

  it('is not given up: the state fails when it is done', async () => {
    const waiting = await tell(branches, ...past);
    expect(typesOf(waiting).slice(-1)).toEqual(['BranchFailed']);
    expect(compensationStatusOf(waiting.execution)).toBe('IN_PROGRESS');
    await given(branches, ...past)
      .when(undoSucceeds('Both[0].L'))
      .decidesLike(
        { type: 'CompensationSucceeded', state: 'Both[0].L' },
        { type: 'ScopeCompensationCompleted', state: 'Both[0].Undo' },
        { type: 'ParallelStateFailed' },
        { type: 'ParallelStateExited' },
        { type: 'PassStateEntered' },
        { type: 'PassStateExited' },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('that is blocked keeps the state waiting for a person', async () => {
    const told = await tell(branches, ...past, undoRefuses('Both[0].L'));
    expect(compensationStatusOf(told.execution)).toBe('BLOCKED');
    const end = await tell(branches, ...past, undoRefuses('Both[0].L'), resolves('Both[0].L', 'RESOLVED'));
    expect(end.execution.status).toBe('SUCCEEDED');
  });
});

describe('R8: a person who gives up the undo that a state waits for', () => {
  const caught = machineOf({
    StartAt: 'A',
    States: {
      A: task('a', { Next: 'B' }),
      B: task('b', { Next: 'C' }),
      C: { ...task('c'), Catch: [scope], End: true },
      Last: { Type: 'Pass', End: true },
    },
  });

  it('lets the execution go on, with what is left passed over', async () => {
    const past = [starts(), succeeds('A'), succeeds('B'), fails('C'), undoSucceeds('C'), undoRefuses('B')] as const;
    const told = await given(caught, ...past)
      .when(resolves('B', 'GIVE_UP'))
      .decidesLike(
        { type: 'CompensationResolved', state: 'B', how: 'SKIP', by: 'ada' },
        { type: 'CompensationSkipped', state: 'A' },
        { type: 'ScopeCompensationCompleted', state: 'C', compensationStatus: 'PARTIAL' },
        { type: 'TaskStateExited', state: 'C', next: 'Last' },
        { type: 'PassStateEntered' },
        { type: 'PassStateExited' },
        { type: 'ExecutionSucceeded' },
      );
    expect(undone(told)).toEqual(['p.un-c', 'p.un-b']);
  });
});

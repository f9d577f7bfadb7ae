import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#contracts';
import { compensationStatusOf as toldBy, isOver, type Execution } from '#engine';
import {
  at,
  machineOf,
  refuses,
  redriven,
  starts,
  stops,
  succeeds,
  tell,
  time,
  undoableTask as task,
  undoSucceeds,
  type Happening,
} from '#engine/testing';
import { compensationStatusOf, undoAfter, type UndoState } from './undo-state.js';

const A = { state: 'A', visit: 1 };
const requested: ExecutionEvent = {
  type: 'CompensationRequested',
  undoToken: 'secret',
  plan: [{ ...A, resource: 'kafka:p.undo', because: 'A succeeded' }],
};
const blocked: ExecutionEvent = { type: 'CompensationBlocked', ...A };
const completed: ExecutionEvent = { type: 'CompensationCompleted', compensationStatus: 'COMPLETED' };

const statusOf = (...events: readonly ExecutionEvent[]) =>
  compensationStatusOf(
    events.reduce<UndoState>((state, event) => undoAfter(state, event), {}),
    true,
  );

describe('R14: an execution that has ended and is undone for its parent', () => {
  it.each([
    ['NONE', []],
    ['IN_PROGRESS', [requested]],
    ['BLOCKED', [requested, blocked]],
    ['COMPLETED', [requested, completed]],
  ] as const)('is %s', (status, events) => expect(statusOf(...events)).toBe(status));

  it('is not mistaken for one that had been waiting for what was out when it ended', () =>
    expect(statusOf({ type: 'CompensationTriggered', status: 'FAILED' })).toBe('NONE'));
});

/** A branch that undoes itself and waits for what is out in it, beside one that goes on. */
const sagaOf = (more: object = {}, saga: object = {}) => {
  const scope = { ErrorEquals: ['States.ALL'], Next: 'Then', Compensate: 'SCOPE' };
  const inner = {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'L', States: { L: task('l', { End: true }) } },
      { StartAt: 'R', States: { R: task('r', { TimeoutSeconds: 20, End: true }) } },
    ],
    Catch: [scope],
    Next: 'Then',
  };
  const left = { StartAt: 'Both', States: { Both: inner, Then: { Type: 'Pass', End: true } } };
  const right = { StartAt: 'Beside', States: { Beside: task('b', { End: true }) } };
  return machineOf({
    StartAt: 'All',
    Saga: saga,
    States: {
      All: { Type: 'Parallel', Branches: [left, right], Next: 'Last', ...more },
      Last: { Type: 'Wait', Seconds: 600, End: true },
    },
  });
};
const R = { visit: 1, attempt: 1 };
const drains: Happening[] = [starts(), at(1, refuses('All[0].Both[0].L'))];

describe('R4: what waits for an answer before a part of an execution is undone', () => {
  const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last' }] };
  const again = { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] };
  it.each([
    ['waits', [], {}, {}, 'IN_PROGRESS'],
    ['is undone once the answer is there', [at(2, succeeds('All[0].Both[1].R', {}, R))], {}, {}, 'IN_PROGRESS'],
    [
      'goes on when it is undone',
      [at(2, succeeds('All[0].Both[1].R', {}, R)), undoSucceeds('All[0].Both[1].R')],
      {},
      {},
      'NONE',
    ],
    ['goes on where nothing is to be undone', [at(2, refuses('All[0].Both[1].R', 'No', R))], {}, {}, 'NONE'],
    ['is undone once it has waited for long enough', [time(20)], {}, {}, 'IN_PROGRESS'],
    ['is given up by what is caught around it', [at(2, refuses('All[1].Beside'))], caught, {}, 'NONE'],
    ['is given up by what is tried again around it', [at(2, refuses('All[1].Beside'))], again, {}, 'NONE'],
    ['is given up by an undo of all', [at(2, stops())], {}, {}, 'IN_PROGRESS'],
    ['is given up with the execution', [at(2, refuses('All[1].Beside'))], {}, { OnFailure: 'NONE' }, 'NONE'],
    [
      'waits again when the execution is redriven',
      [at(2, refuses('All[1].Beside')), at(5, redriven())],
      {},
      { OnFailure: 'NONE' },
      'IN_PROGRESS',
    ],
  ] as const)('%s', async (_, more, around, saga, status) => {
    const told = await tell(sagaOf(around, saga), ...drains, ...more);
    const undo = told.history.reduce<UndoState>((state, { event }) => undoAfter(state, event), {});
    const shown = compensationStatusOf(undo, isOver(told.execution as Exclude<Execution, { status: 'NEW' }>));
    expect([shown, toldBy(told.execution)]).toEqual([status, status]);
  });
});

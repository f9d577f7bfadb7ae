import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#contracts';
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

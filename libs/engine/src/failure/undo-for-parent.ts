import type { StateMachine } from '#asl';
import type { MessageOf } from '#contracts';
import type { Decision } from '../decision.js';
import type { Execution, RunningExecution } from '../execution.js';
import { problemOf } from '../evolve/position.js';
import { planOf } from './undo-plan.js';

/**
 * R14: whether an execution that is about to succeed is told to its parent as one that can be undone: it was waited for,
 * it has done something, and its definition does not keep what it did. One that has passed its pivot is, too: its parent
 * has to know that it stays done.
 */
export function isUndoableByParent(machine: StateMachine, execution: RunningExecution): boolean {
  if (execution.caller?.endToken === undefined || machine.saga.OnAbort === 'NONE') return false;
  return hasPassedPivot(execution) || planOf(machine, execution).length > 0;
}

export const hasPassedPivot = ({ steps }: RunningExecution): boolean =>
  steps.some(({ pivot, outcome }) => pivot && outcome === 'SUCCEEDED');

/** Whether an execution has succeeded, and has done what can be undone. */
export const isUndoable = (execution: Execution): boolean =>
  execution.status === 'SUCCEEDED' && execution.done !== undefined;

/** It has succeeded, and its parent wants it undone, or does not wait for it any more. */
export function undoForParent(decision: Decision, asked: UndoAsked): void {
  const { execution, machine } = decision;
  const { undoToken } = asked;
  const token = undoToken !== undefined && { undoToken };
  if (execution.status === 'SUCCEEDED' && execution.done && !hasPassedPivot(execution.done)) {
    const plan = planOf(machine, execution.done);
    decision.record({ type: 'CompensationRequested', ...problemOf(asked), ...token, plan });
  } else if (execution.status === 'RUNNING' && execution.succeeded && undoToken !== execution.undoing?.undoToken)
    decision.record({ type: 'CompensationRequested', ...token, plan: [] });
}

type UndoAsked = Partial<Pick<MessageOf<'UndoExecution'>, 'undoToken'>> & {
  readonly error?: string;
  readonly cause?: string;
};

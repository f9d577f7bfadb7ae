import {
  executionArn,
  isEnd,
  stateMachineArn,
  type ExecutionEvent,
  type ExecutionStatus,
  type Json,
  type Outcome,
} from '#contracts';
import { compensationStatusOf, isOver, type Execution } from './execution.js';

/**
 * What these events change for who waits for the execution, of the execution as it is after them: that it runs, that
 * its undo waits for a person (R8), that it is over.
 */
export function outcomesFrom(execution: Execution, events: readonly ExecutionEvent[], at: number): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const event of events) {
    if (event.type === 'ExecutionStarted' || isBackFromEnd(event))
      outcomes.push(outcomeOf(execution, 'RUNNING', at, 'NONE'));
    else if (isOver(execution) && (isEnd(event) || isUndoneForItsParent(event, events)))
      outcomes.push(outcomeOf(execution, execution.status, at, execution.compensationStatus));
  }
  if (
    events.some(({ type }) => type === 'CompensationBlocked' || type === 'ExecutionPaused') &&
    compensationStatusOf(execution) === 'BLOCKED'
  )
    outcomes.push(outcomeOf(execution, hasSucceeded(execution) ? 'SUCCEEDED' : 'RUNNING', at, 'BLOCKED'));
  return outcomes;
}

const hasSucceeded = (execution: Execution): boolean =>
  execution.status === 'RUNNING' && execution.succeeded !== undefined;

/** R14: it had succeeded, which was said; that it is undone is said too. Any other undo comes before the end. */
const isUndoneForItsParent = ({ type }: ExecutionEvent, events: readonly ExecutionEvent[]): boolean =>
  (type === 'CompensationCompleted' || type === 'CompensationGivenUp') && !events.some(isEnd);

/** It had ended, which was said. */
const isBackFromEnd = (event: ExecutionEvent): boolean =>
  event.type === 'ExecutionRedriven' && event.scopes !== undefined;

function outcomeOf(
  execution: Execution,
  status: ExecutionStatus,
  at: number,
  compensationStatus: Outcome['compensationStatus'],
): Outcome {
  if (execution.status === 'NEW') throw new Error(`${execution.id} has not begun`);
  const ended = status === 'RUNNING' ? undefined : endOf(execution);
  const problem = ended && 'problem' in ended ? ended.problem : undefined;
  return {
    executionArn: executionArn(execution.id),
    stateMachineArn: stateMachineArn(execution.stateMachine),
    name: execution.name,
    status,
    startDate: execution.startedAt,
    stopDate: ended?.stoppedAt ?? null,
    input: JSON.stringify(execution.input),
    output: textOf(ended?.output),
    error: problem?.error ?? null,
    cause: problem?.cause ?? null,
    compensationStatus,
  };
}

const endOf = (execution: Execution) =>
  isOver(execution) ? execution : execution.status === 'RUNNING' ? execution.succeeded : undefined;

const textOf = (value: Json | undefined): string | null => (value === undefined ? null : JSON.stringify(value));

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
    else if (isEnd(event) && isOver(execution))
      outcomes.push(outcomeOf(execution, execution.status, at, execution.compensationStatus));
  }
  if (
    events.some(({ type }) => type === 'CompensationBlocked' || type === 'ExecutionPaused') &&
    compensationStatusOf(execution) === 'BLOCKED'
  )
    outcomes.push(outcomeOf(execution, 'RUNNING', at, 'BLOCKED'));
  return outcomes;
}

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
  const ended = isOver(execution) && status !== 'RUNNING' ? execution : undefined;
  return {
    executionArn: executionArn(execution.id),
    stateMachineArn: stateMachineArn(execution.stateMachine),
    name: execution.name,
    status,
    startDate: execution.startedAt,
    stopDate: ended ? at : null,
    input: JSON.stringify(execution.input),
    output: textOf(ended?.output),
    error: ended?.problem?.error ?? null,
    cause: ended?.problem?.cause ?? null,
    compensationStatus,
  };
}

const textOf = (value: Json | undefined): string | null => (value === undefined ? null : JSON.stringify(value));

import { executionId, type Attempt, type EventOf, type ExecutionEvent } from '#contracts';
import { tokensOf, type Known } from '../task-token.js';
import { callOf } from './call.js';
import { calledBy, isNested } from './pattern.js';

/** An execution that an attempt has started and waits for. */
export interface Child extends Attempt {
  /** Its id. */
  readonly execution: string;
}

/** The execution that a task starts and waits for, if it does. */
export function childOf(parent: Known, scheduled: EventOf<'TaskScheduled'>): Child | undefined {
  if (!isNested(calledBy(scheduled.resource))) return undefined;
  const call = callOf(scheduled, tokensOf(parent, 'F', scheduled));
  if (call.kind !== 'MESSAGE' || call.message.type !== 'StartExecution') return undefined;
  const { state, visit, attempt } = scheduled;
  const { stateMachine, name } = call.message;
  return { state, visit, attempt, execution: executionId(stateMachine, name as string) };
}

const isOfVisit = (child: Child, { state, visit }: { state: string; visit: number }): boolean =>
  child.state === state && child.visit === visit;

const isOf = (child: Child, event: Attempt): boolean => isOfVisit(child, event) && child.attempt === event.attempt;

/** Whether an event says what became of a child: what it was waited for is known. */
export const isAnswered = (child: Child, event: ExecutionEvent): boolean =>
  (event.type === 'TaskSucceeded' || (event.type === 'TaskFailed' && event.outcome === 'refused')) &&
  isOf(child, event);

/** Whether with an event nobody waits for a child any more, though it may go on. */
export function isGivenUp(child: Child, event: ExecutionEvent): boolean {
  switch (event.type) {
    case 'TaskTimedOut':
      return isOf(child, event);
    case 'TaskFailed':
      // It may have succeeded, with what nobody can take from it.
      return event.outcome === 'unknown' && isOf(child, event);
    case 'TaskSucceeded':
    case 'TaskStateAborted':
      return isOfVisit(child, event) && !isAnswered(child, event);
    case 'CompensationTriggered':
    case 'CompensationPlanned':
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return true;
    default:
      return false;
  }
}

/** The children that are still waited for behind an event. */
export const childrenBehind = (children: readonly Child[], event: ExecutionEvent): readonly Child[] =>
  children.filter((child) => !isAnswered(child, event) && !isGivenUp(child, event));

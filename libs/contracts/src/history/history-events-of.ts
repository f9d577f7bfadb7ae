import type { EventOf, ExecutionEvent, ExecutionEventType } from '../execution-events.js';
import { isActivity } from './task-resource.js';

type Count<T extends ExecutionEventType> = number | ((event: EventOf<T>) => number);

/** One row an event type. */
const COUNTS: { readonly [T in ExecutionEventType]: Count<T> } = {
  ExecutionStarted: 1,
  ExecutionSucceeded: 1,
  ExecutionFailed: 1,
  ExecutionTimedOut: 1,
  ExecutionAborted: 1,
  ExecutionRedriven: 1,
  ExecutionPaused: 0,
  ExecutionNeedsAttention: 0,

  TaskStateEntered: 1,
  PassStateEntered: 1,
  ChoiceStateEntered: 1,
  WaitStateEntered: 1,
  SucceedStateEntered: 1,
  FailStateEntered: 1,
  ParallelStateEntered: 1,
  MapStateEntered: 1,
  CompensateStateEntered: 1,
  TaskStateExited: 1,
  PassStateExited: 1,
  ChoiceStateExited: 1,
  WaitStateExited: 1,
  SucceedStateExited: 1,
  ParallelStateExited: 1,
  MapStateExited: 1,
  CompensateStateExited: 1,
  EvaluationFailed: 1,
  TaskStateAborted: 1,
  WaitStateAborted: 1,
  ParallelStateAborted: 1,
  MapStateAborted: 1,

  TaskLockRequested: 0,
  TaskLockAcquired: 0,
  TaskLockFailed: 0,
  /** It is scheduled and has started; an activity waits for a worker. */
  TaskScheduled: ({ resource }) => (isActivity(resource) ? 1 : 2),
  ActivityStarted: 1,
  TaskSubmitted: 1,
  TaskSucceeded: 1,
  TaskFailed: 1,
  TaskTimedOut: 1,
  TaskHeartbeat: 0,
  RetryScheduled: 0,
  WaitScheduled: 0,
  LateResult: 0,

  ParallelStateStarted: 1,
  BranchFailed: 0,
  ParallelStateSucceeded: 1,
  ParallelStateFailed: 1,
  ItemReaderScheduled: 0,
  ItemReaderSucceeded: 0,
  ItemReaderFailed: 0,
  MapStateStarted: 1,
  MapIterationStarted: 1,
  MapIterationSucceeded: 1,
  /** A failure at run time ends the execution, and is told there alone. */
  MapIterationFailed: ({ error }) => (error === 'States.Runtime' ? 0 : 1),
  MapIterationAborted: 1,
  MapIterationRedriven: 1,
  MapStateSucceeded: 1,
  MapStateFailed: 1,
  MapRunStarted: 1,
  MapRunSucceeded: 1,
  /** With its start, and the Map's. */
  MapRunFailed: ({ run }) => (run === undefined ? 1 : 3),
  MapRunAborted: 1,
  MapRunRedriven: 1,
  ResultWriterScheduled: 0,
  ResultWriterSucceeded: 0,
  ResultWriterFailed: 0,

  CompensationRequested: 0,
  CompensationTriggered: 0,
  CompensationPlanned: 0,
  ScopeCompensationTriggered: 0,
  ScopeCompensationPlanned: 0,
  ScopeCompensationCompleted: 0,
  CompensationScheduled: 0,
  CompensationSucceeded: 0,
  CompensationFailed: 0,
  CompensationRetryScheduled: 0,
  CompensationSkipped: 0,
  CompensationBlocked: 0,
  CompensationResolved: 0,
  CompensationCompleted: 0,
  CompensationGivenUp: 0,
};

/**
 * How many events Step Functions' history has for one of ours, so how far its numbers go on. Those of an iteration of a
 * Distributed Map count in that iteration's own history, its start and end included.
 */
export function historyEventsOf(event: ExecutionEvent): number {
  const count = COUNTS[event.type] as Count<ExecutionEventType>;
  return typeof count === 'number' ? count : count(event);
}

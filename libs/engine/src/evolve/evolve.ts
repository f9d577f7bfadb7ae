import type { EventOf, ExecutionEvent, ExecutionEventType } from '#contracts';
import { isOver, type Execution, type RunningExecution } from '../execution.js';
import * as compensation from './compensation-events.js';
import { rememberingFailure } from './before-failure.js';
import * as lock from './lock-events.js';
import * as execution from './execution-events.js';
import { counting } from './history-length.js';
import { redriven, redrivenAfterEnd } from './redriven.js';
import * as items from './item-reader-events.js';
import { entered, exited } from './state-events.js';
import * as results from './result-writer-events.js';
import * as run from './run-redriven.js';
import * as scope from './scope-events.js';
import * as task from './task-events.js';

type Evolve<T extends ExecutionEventType> = (execution: RunningExecution, event: EventOf<T>, at: number) => Execution;

/** An event that Step Functions' history has, and nothing here follows from. */
const asItIs = (execution: RunningExecution): RunningExecution => execution;

/** One row an event type: a new one does not compile until it is here. */
const EVOLVE: { [T in Exclude<ExecutionEventType, 'ExecutionStarted' | 'CompensationRequested'>]: Evolve<T> } = {
  ExecutionSucceeded: execution.ended('SUCCEEDED'),
  ExecutionFailed: execution.ended('FAILED'),
  ExecutionTimedOut: execution.ended('TIMED_OUT'),
  ExecutionAborted: execution.ended('ABORTED'),
  ExecutionNeedsAttention: execution.needsAttention,
  ExecutionPaused: execution.paused,
  ExecutionRedriven: redriven,

  TaskStateEntered: entered('Task'),
  PassStateEntered: entered('Pass'),
  ChoiceStateEntered: entered('Choice'),
  WaitStateEntered: entered('Wait'),
  SucceedStateEntered: entered('Succeed'),
  FailStateEntered: entered('Fail'),
  ParallelStateEntered: entered('Parallel'),
  MapStateEntered: entered('Map'),
  CompensateStateEntered: entered('Compensate'),
  TaskStateExited: exited,
  PassStateExited: exited,
  ChoiceStateExited: exited,
  WaitStateExited: exited,
  SucceedStateExited: exited,
  ParallelStateExited: exited,
  MapStateExited: exited,
  CompensateStateExited: exited,

  ParallelStateStarted: scope.parallelStarted,
  BranchFailed: scope.branchFailed,
  ParallelStateSucceeded: scope.compoundSucceeded,
  ParallelStateFailed: scope.compoundFailed,
  ParallelStateAborted: scope.aborted,
  ItemReaderScheduled: items.scheduled,
  ItemReaderSucceeded: items.succeeded,
  ItemReaderFailed: items.failed,
  MapStateStarted: scope.mapStarted,
  MapIterationStarted: scope.iterationStarted,
  MapIterationSucceeded: scope.iterationSucceeded,
  MapIterationFailed: scope.iterationFailed,
  MapIterationAborted: scope.iterationAborted,
  MapIterationRedriven: run.iterationRedriven,
  MapStateSucceeded: scope.compoundSucceeded,
  MapStateFailed: scope.compoundFailed,
  MapStateAborted: scope.aborted,
  MapRunStarted: results.runStarted,
  MapRunSucceeded: asItIs,
  MapRunFailed: asItIs,
  MapRunAborted: asItIs,
  MapRunRedriven: run.runRedriven,
  ResultWriterScheduled: results.scheduled,
  ResultWriterSucceeded: results.succeeded,
  ResultWriterFailed: results.failed,
  TaskStateAborted: scope.aborted,
  WaitStateAborted: scope.aborted,
  EvaluationFailed: asItIs,

  TaskLockRequested: lock.lockRequested,
  TaskLockAcquired: lock.lockAcquired,
  TaskLockFailed: lock.lockFailed,
  TaskScheduled: task.taskScheduled,
  ActivityStarted: task.activityStarted,
  TaskSubmitted: task.taskSubmitted,
  TaskSucceeded: task.taskSucceeded,
  TaskFailed: task.taskFailed,
  TaskTimedOut: task.taskTimedOut,
  TaskHeartbeat: task.taskHeartbeat,
  RetryScheduled: task.retryScheduled,
  WaitScheduled: task.waitScheduled,
  LateResult: task.lateResult,

  CompensationTriggered: compensation.triggered,
  CompensationPlanned: compensation.planned,
  ScopeCompensationTriggered: compensation.scopeTriggered,
  ScopeCompensationPlanned: compensation.scopePlanned,
  ScopeCompensationCompleted: compensation.scopeCompleted,
  CompensationScheduled: compensation.scheduled,
  CompensationSucceeded: compensation.undone,
  CompensationFailed: compensation.failed,
  CompensationRetryScheduled: compensation.retryScheduled,
  CompensationSkipped: compensation.skipped,
  CompensationBlocked: compensation.blocked,
  CompensationResolved: compensation.resolved,
  CompensationCompleted: compensation.completed,
  CompensationGivenUp: compensation.givenUp,
};

/**
 * The execution after an event that happened at `at` (epoch milliseconds, of the event's decision). Events say all that
 * is needed: no state machine, no clock. The given execution is never changed; what did not change is shared.
 * @throws Error if the event cannot have happened to this execution, which is a bug or a damaged log.
 */
export function evolve(before: Execution, event: ExecutionEvent, at: number): Execution {
  if (event.type === 'ExecutionStarted' && before.status === 'NEW') return execution.started(before.id, event, at);
  if (event.type === 'CompensationRequested') return compensation.requested(before, event);
  if (event.type === 'ExecutionStarted' || before.status !== 'RUNNING') {
    if (event.type === 'ExecutionNeedsAttention') return before;
    if (event.type === 'ExecutionRedriven' && isOver(before)) return redrivenAfterEnd(before, event, at);
    throw new Error(`${event.type} cannot happen to ${before.id}, which is ${before.status}`);
  }
  const awake = before.attention ? goesOn(before) : before;
  const waited = awake.children ? task.childrenSettled(awake, awake.children, event) : awake;
  const going = waited.locks || event.type === 'TaskLockRequested' ? lock.locksSettled(waited, event) : waited;
  const after = (EVOLVE[event.type] as Evolve<ExecutionEvent['type']>)(counting(going, event), event, at);
  return rememberingFailure(before, after, event);
}

function goesOn(execution: RunningExecution): RunningExecution {
  const on: { -readonly [F in keyof RunningExecution]: RunningExecution[F] } = { ...execution };
  delete on.attention;
  return on;
}

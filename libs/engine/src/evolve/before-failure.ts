import type { ExecutionEvent, ExecutionEventType } from '#contracts';
import type { Execution, RunningExecution } from '../execution.js';
import { visitAt } from '../scopes/scope-tree.js';
import { counting } from './history-length.js';

/** What happens around a failure before it is caught, or ends the execution. */
const GIVES_UP: ReadonlySet<ExecutionEventType> = new Set<ExecutionEventType>([
  'BranchFailed',
  'MapIterationFailed',
  'MapIterationAborted',
  'MapRunFailed',
  'MapRunAborted',
  'ParallelStateFailed',
  'ParallelStateAborted',
  'MapStateFailed',
  'MapStateAborted',
  'TaskStateAborted',
  'WaitStateAborted',
  'EvaluationFailed',
]);

/**
 * An execution that ends may be redriven, and then goes on with the branches and iterations as they were before it gave
 * them up. So that is kept until something else happens.
 */
export function rememberingFailure(before: RunningExecution, after: Execution, event: ExecutionEvent): Execution {
  if (after.status !== 'RUNNING') return after;
  if (GIVES_UP.has(event.type) && !isTolerated(after, event))
    // The numbers of its events go on, in the histories of its iterations too.
    return { ...after, beforeFailure: counting(before.beforeFailure ?? before, event) };
  // Who waits for a person may be stopped, and redriven after that.
  if (!after.beforeFailure || event.type === 'ExecutionPaused') return after;
  const { beforeFailure: _, ...goesOn } = after;
  return goesOn;
}

/** The Map goes on without it. */
function isTolerated(after: RunningExecution, event: ExecutionEvent): boolean {
  if (event.type !== 'MapIterationFailed') return false;
  const doing = visitAt(after, event)?.doing;
  return doing?.phase === 'SCOPES' && !doing.failure;
}

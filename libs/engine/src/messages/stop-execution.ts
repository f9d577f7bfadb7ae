import { refuse } from '../decision.js';
import type { Execution } from '../execution.js';
import { problemOf } from '../evolve/position.js';
import { endWith } from '../failure/end-with.js';
import { isUndoable, undoForParent } from '../failure/undo-for-parent.js';
import type { Handle } from './handle.js';
import { wordOf } from './word-of.js';

/**
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
 * An undo that has begun is finished whatever anybody says (R7): another stop, or a kill, changes nothing.
 */
export const stopExecution: Handle<'StopExecution'> = (decision, message) => {
  const { error, cause, undo, startedBy } = message;
  const { execution } = decision;
  if (startedBy !== undefined && !isStartedBy(execution, startedBy)) return undefined;
  if (execution.status === 'NEW') return refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.id}'`);
  // Its parent waits for it no longer, and takes nothing from it that it has done meanwhile.
  if (startedBy !== undefined && isUndoable(execution))
    return undoForParent(
      decision,
      problemOf({ ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }),
    );
  if (execution.status !== 'RUNNING' || execution.undoing) return undefined;
  // The operator's choice for an execution that waits: it fails as it would have, and is undone.
  if (execution.paused && undo !== false)
    return endWith(decision, 'FAILED', { ...execution.paused.problem, ...wordOf(message) }, true);
  const problem = problemOf({ ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
  endWith(decision, 'ABORTED', { ...problem, ...wordOf(message) }, undo);
  return undefined;
};

/** Its parent may have been refused, since somebody else has started an execution of its name. */
export const isStartedBy = (execution: Execution, taskToken: string): boolean =>
  execution.status !== 'NEW' && execution.caller?.taskToken === taskToken;

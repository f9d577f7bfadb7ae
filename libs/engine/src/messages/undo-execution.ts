import { refuse } from '../decision.js';
import { undoForParent } from '../failure/undo-for-parent.js';
import type { Handle } from './handle.js';
import { isStartedBy } from './stop-execution.js';

/** R14: only the execution whose task has started it may undo it. What it is told, `acceptance` says. */
export const undoExecution: Handle<'UndoExecution'> = (decision, { startedBy, undoToken, error, cause }) => {
  const { execution } = decision;
  if (execution.status === 'NEW') return refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.id}'`);
  if (!isStartedBy(execution, startedBy))
    return refuse(
      'Saga.NotItsParent',
      `The execution '${execution.id}' was started by somebody else, who may undo it.`,
    );
  undoForParent(decision, {
    undoToken,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  });
  return undefined;
};

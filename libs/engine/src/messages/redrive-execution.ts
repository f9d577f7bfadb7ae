import { refuse } from '../decision.js';
import { compensationStatusOf } from '../execution.js';
import type { Handle } from './handle.js';

/** An execution that waits for a person tries the state that failed again. What was undone cannot be gone on with (R17). */
export const redriveExecution: Handle<'RedriveExecution'> = (decision) => {
  const { execution } = decision;
  if (execution.status === 'NEW') return refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.id}'`);
  const position = execution.status === 'RUNNING' && execution.paused ? execution.root.position : undefined;
  if (position?.at === 'STATE') {
    const { state, visit, doing } = position;
    const attempt = 'attempt' in doing ? doing.attempt + 1 : 1;
    return decision.record({ type: 'ExecutionRedriven', state, visit, attempt });
  }
  const why = compensationStatusOf(execution) === 'NONE' ? `it is ${execution.status}` : 'it is compensated';
  return refuse('ExecutionNotRedrivable', `The execution '${execution.id}' cannot be redriven: ${why}.`);
};

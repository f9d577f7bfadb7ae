import { refuse } from '../decision.js';
import { compensationStatusOf } from '../execution.js';
import type { Handle } from './handle.js';

/** R17: what was undone cannot be gone on with. Redriving what was not undone is not offered yet. */
export const redriveExecution: Handle<'RedriveExecution'> = ({ execution }) => {
  if (execution.status === 'NEW') return refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.id}'`);
  const why = compensationStatusOf(execution) === 'NONE' ? `it is ${execution.status}` : 'it is compensated';
  return refuse('ExecutionNotRedrivable', `The execution '${execution.id}' cannot be redriven: ${why}.`);
};

import { happened, NOTHING, type Decide } from '../decide.js';
import { stateMachineOf } from '../resource.js';

/**
 * Its versions and aliases go with it; what runs goes on.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export const deleteStateMachine: Decide<'DeleteStateMachine'> = (before, { name }) =>
  stateMachineOf(before) ? happened({ type: 'StateMachineDeleted', name }) : NOTHING;

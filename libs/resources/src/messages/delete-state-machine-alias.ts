import { happened, NOTHING, type Decide } from '../decide.js';
import { stateMachineOf } from '../resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html */
export const deleteStateMachineAlias: Decide<'DeleteStateMachineAlias'> = (before, { name, alias }) =>
  stateMachineOf(before)?.aliases.some((it) => it.alias === alias)
    ? happened({ type: 'StateMachineAliasDeleted', name, alias })
    : NOTHING;

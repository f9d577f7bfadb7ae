import { happened, NOTHING, refuse, type Decide } from '../decide.js';
import { stateMachineOf } from '../resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html */
export const deleteStateMachineVersion: Decide<'DeleteStateMachineVersion'> = (before, { name, number }) => {
  const machine = stateMachineOf(before);
  if (!machine?.published.some((version) => version.number === number)) return NOTHING;
  const leading = machine.aliases.filter(({ routing }) => routing.some((route) => route.number === number));
  if (leading.length > 0) {
    const names = leading.map(({ alias }) => alias).join(', ');
    return refuse(
      'ConflictException',
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names}]`,
    );
  }
  return happened({ type: 'StateMachineVersionDeleted', name, number });
};

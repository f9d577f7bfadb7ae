import { happened, NOTHING, refuse, type Decide } from '../decide.js';
import { referencedNotFound } from '../refusals.js';
import { stateMachineOf } from '../resource.js';
import { refusedDescription, refusedRouting, routingOf, sameRouting } from '../routing.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
export const updateStateMachineAlias: Decide<'UpdateStateMachineAlias'> = (before, message, { at, arns }) => {
  const { name, alias } = message;
  if (message.description === undefined && message.routing === undefined)
    return refuse('ValidationException', 'Either the description or the routing configuration must be specified');
  const told = message.routing && routingOf(message.routing);
  const wrong = refusedDescription(message.description) ?? (told && refusedRouting(name, told, arns));
  if (wrong) return wrong;
  const machine = stateMachineOf(before);
  const there = machine?.aliases.find((it) => it.alias === alias);
  if (!machine || !there) return referencedNotFound();
  const { description = there.description } = message;
  const routing = told ?? there.routing;
  const numbers = new Set(machine.published.map(({ number }) => number));
  if (!routing.every(({ number }) => numbers.has(number))) return referencedNotFound();
  const result = { updatedAt: at };
  if (description === there.description && sameRouting(routing, there.routing)) return { ...NOTHING, result };
  const described = description === undefined ? {} : { description };
  return { ...happened({ type: 'StateMachineAliasUpdated', name, alias, ...described, routing }), result };
};

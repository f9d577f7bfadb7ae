import { LIMITS } from '#contracts';
import { happened, refuse, type Decide } from '../decide.js';
import { referencedNotFound } from '../refusals.js';
import { stateMachineOf } from '../resource.js';
import { refusedAlias, refusedDescription, refusedRouting, routingOf, sameRouting } from '../routing.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export const createStateMachineAlias: Decide<'CreateStateMachineAlias'> = (before, message, { at, arns }) => {
  const { name, alias, description } = message;
  const routing = routingOf(message.routing);
  const wrong = refusedAlias(alias) ?? refusedDescription(description) ?? refusedRouting(name, routing, arns);
  if (wrong) return wrong;
  const machine = stateMachineOf(before);
  const numbers = new Set(machine?.published.map(({ number }) => number));
  if (!machine || !routing.every(({ number }) => numbers.has(number))) return referencedNotFound();
  const there = machine.aliases.find((it) => it.alias === alias);
  if (there) {
    const repeated = there.description === description && sameRouting(there.routing, routing);
    if (repeated) return { ok: true, events: [], result: { createdAt: there.createdAt } };
    return refuse(
      'ConflictException',
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    );
  }
  if (machine.aliases.length >= LIMITS.aliases)
    return refuse('ServiceQuotaExceededException', `A state machine has at most ${LIMITS.aliases} aliases.`);
  const described = description === undefined ? {} : { description };
  const created = { type: 'StateMachineAliasCreated', name, alias, ...described, routing } as const;
  return { ...happened(created), result: { createdAt: at } };
};

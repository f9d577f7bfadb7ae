import type { RegistryEvent, RegistryEventOf, RegistryEventType, Route } from '#contracts';
import { activityOf, heldLockOf, stateMachineOf, type Resource, type StateMachineEntity } from '#resources';

/** Why an event cannot have happened to a state machine, an activity or a lock as it was; undefined if it can. */
export const resourceContradiction = (before: Resource | undefined, event: RegistryEvent): string | undefined =>
  (RULES[event.type] as Rule<RegistryEventType>)(before, event);

type Rule<T extends RegistryEventType> = (
  before: Resource | undefined,
  event: RegistryEventOf<T>,
) => string | undefined;

const ofMachine =
  <T extends RegistryEventType>(
    rule: (machine: StateMachineEntity, event: RegistryEventOf<T>) => string | undefined,
  ): Rule<T> =>
  (before, event) => {
    const machine = stateMachineOf(before);
    return machine ? rule(machine, event) : 'there is no such state machine';
  };

const RULES: { readonly [T in RegistryEventType]: Rule<T> } = {
  StateMachineCreated: (before, event) =>
    stateMachineOf(before) ? 'it is there already' : countsOn(before, event.version),
  StateMachineUpdated: ofMachine((machine, event) => countsOn(machine, event.version)),
  StateMachineDeleted: ofMachine(() => undefined),
  StateMachineVersionPublished: ofMachine((machine, { number, version }) => {
    if (number <= machine.lastNumber) return `number ${number} was given before`;
    return version === machine.version ? undefined : `revision ${version} is not the latest`;
  }),
  StateMachineVersionDeleted: ofMachine(({ published, aliases }, { number }) => {
    if (!published.some((it) => it.number === number)) return `version ${number} is not published`;
    const alias = aliases.find(({ routing }) => routing.some((route) => route.number === number));
    return alias && `the alias ${alias.alias} leads to version ${number}`;
  }),
  StateMachineAliasCreated: ofMachine((machine, { alias, routing }) =>
    hasAlias(machine, alias) ? 'it is there already' : wrongRouting(machine, routing),
  ),
  StateMachineAliasUpdated: ofMachine((machine, { alias, routing }) =>
    hasAlias(machine, alias) ? wrongRouting(machine, routing) : 'there is no such alias',
  ),
  StateMachineAliasDeleted: ofMachine((machine, { alias }) =>
    hasAlias(machine, alias) ? undefined : 'there is no such alias',
  ),
  ResourceTagged: (before) => isThere(before),
  ResourceUntagged: (before) => isThere(before),
  ActivityCreated: (before) => (activityOf(before) ? 'it is there already' : undefined),
  ActivityDeleted: (before) => (activityOf(before) ? undefined : 'there is no such activity'),
  LockAcquired: (before, event) => {
    const lock = heldLockOf(before);
    if (!lock) return undefined;
    if (lock.tokens.includes(event.taskToken)) return 'it is held by this request already';
    if (lock.tokens.length > 0 && lock.holder !== event.execution) return `${lock.holder} holds it`;
    const [first] = lock.queue;
    return lock.tokens.length === 0 && first && first.execution !== event.execution
      ? `${first.execution} has waited for it longer`
      : undefined;
  },
  LockQueued: (before, { execution }) => {
    const lock = heldLockOf(before);
    return lock && lock.holder !== execution ? undefined : 'nobody else holds it';
  },
  LockReleased: (before, { execution, taskToken }) => {
    const lock = heldLockOf(before);
    return lock?.holder === execution && lock.tokens.includes(taskToken) ? undefined : `${execution} does not hold it`;
  },
  LockWithdrawn: (before, { execution, taskToken }) =>
    heldLockOf(before)?.queue.some((request) => request.taskToken === taskToken)
      ? undefined
      : `${execution} does not wait for it`,
};

/** Revisions are numbered 1, 2, 3 …, also over a delete. */
function countsOn(before: Resource | undefined, version: number): string | undefined {
  const last = before && 'version' in before ? before.version : 0;
  return version === last + 1 ? undefined : `revision ${version} comes after ${last}`;
}

const hasAlias = ({ aliases }: StateMachineEntity, alias: string): boolean => aliases.some((it) => it.alias === alias);

function wrongRouting({ published }: StateMachineEntity, routing: readonly Route[]): string | undefined {
  const lost = routing.find((route) => !published.some(({ number }) => number === route.number));
  if (lost) return `version ${lost.number} is not published`;
  return routing.reduce((all, { weight }) => all + weight, 0) === 100 ? undefined : 'its weights are not a hundred';
}

const isThere = (before: Resource | undefined): string | undefined =>
  stateMachineOf(before) || activityOf(before) ? undefined : 'there is no such state machine or activity';

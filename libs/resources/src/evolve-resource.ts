import { revisionId, type RegistryEvent, type RegistryEventOf, type RegistryEventType } from '#contracts';
import { configurationOf } from './configuration.js';
import { acquired, queued, released, withdrawn } from './evolve-lock.js';
import { activityOf, stateMachineOf, type Resource, type StateMachineEntity } from './resource.js';
import { tagged, untagged } from './tags.js';

type Evolve<T extends RegistryEventType> = (
  before: Resource | undefined,
  event: RegistryEventOf<T>,
  at: number,
) => Resource | undefined;

/** What an event makes of a state machine that is there. */
const ofMachine =
  <T extends RegistryEventType>(
    evolve: (machine: StateMachineEntity, event: RegistryEventOf<T>, at: number) => Partial<StateMachineEntity>,
  ): Evolve<T> =>
  (before, event, at) => {
    const machine = stateMachineOf(before);
    return machine ? { ...machine, ...evolve(machine, event, at) } : before;
  };

/** And one after which the revisions are led to in another way. */
const leading = <T extends RegistryEventType>(
  evolve: (machine: StateMachineEntity, event: RegistryEventOf<T>, at: number) => Partial<StateMachineEntity>,
): Evolve<T> => ofMachine((machine, event, at) => ({ ...evolve(machine, event, at), changes: machine.changes + 1 }));

/** One row an event type: a new one does not compile until it is here. */
const EVOLVE: { readonly [T in RegistryEventType]: Evolve<T> } = {
  StateMachineCreated: (before, event, at) => ({
    ...revisionOf(event),
    createdAt: at,
    tags: tagged([], event.tags ?? []),
    published: [],
    lastNumber: 0,
    aliases: [],
    changes: before && 'changes' in before ? before.changes : 0,
    ...(before?.kind === 'STATE_MACHINE' && 'deleted' in before && { deletedBefore: before.version }),
  }),
  StateMachineUpdated: (before, event, at) => {
    const machine = stateMachineOf(before);
    if (!machine) return before;
    const { createdAt, tags, published, lastNumber, aliases, changes, deletedBefore } = machine;
    const earlier = deletedBefore === undefined ? {} : { deletedBefore };
    const kept = { createdAt, tags, published, lastNumber, aliases, changes, ...earlier };
    // Updates of before there were ids do not say theirs.
    const id = event.revisionId ?? revisionId(event.name, event.version);
    return { ...revisionOf(event), revisionId: id, ...kept, updatedAt: at };
  },
  StateMachineDeleted: (before, { name }) => {
    const machine = stateMachineOf(before);
    if (!machine) return before;
    return { kind: 'STATE_MACHINE', deleted: true, name, version: machine.version, changes: machine.changes + 1 };
  },
  StateMachineVersionPublished: leading(({ published }, { number, version, description }, at) => ({
    published: [...published, { number, version, ...(description !== undefined && { description }), createdAt: at }],
    lastNumber: number,
  })),
  StateMachineVersionDeleted: leading(({ published }, { number }) => ({
    published: published.filter((it) => it.number !== number),
  })),
  StateMachineAliasCreated: leading(({ aliases }, { alias, description, routing }, at) => ({
    aliases: [...aliases, { alias, ...(description !== undefined && { description }), routing, createdAt: at }],
  })),
  StateMachineAliasUpdated: leading(({ aliases }, { alias, description, routing }) => ({
    aliases: aliases.map((it) => {
      if (it.alias !== alias) return it;
      return { alias, ...(description !== undefined && { description }), routing, createdAt: it.createdAt };
    }),
  })),
  StateMachineAliasDeleted: leading(({ aliases }, { alias }) => ({
    aliases: aliases.filter((it) => it.alias !== alias),
  })),
  ResourceTagged: (before, { tags }) => withTags(before, (there) => tagged(there, tags)),
  ResourceUntagged: (before, { keys }) => withTags(before, (there) => untagged(there, keys)),
  ActivityCreated: (_, { name, tags = [], encryptionConfiguration }, at) => ({
    kind: 'ACTIVITY',
    name,
    ...(encryptionConfiguration !== undefined && { encryptionConfiguration }),
    createdAt: at,
    tags: tagged([], tags),
  }),
  ActivityDeleted: (_, { name }) => ({ kind: 'ACTIVITY', deleted: true, name }),
  LockAcquired: acquired,
  LockQueued: queued,
  LockReleased: released,
  LockWithdrawn: withdrawn,
};

/** A state machine, an activity or a lock after what happened to it. */
export const evolveResource = (before: Resource | undefined, event: RegistryEvent, at: number): Resource | undefined =>
  (EVOLVE[event.type] as Evolve<RegistryEventType>)(before, event, at);

function revisionOf(event: RegistryEventOf<'StateMachineCreated' | 'StateMachineUpdated'>) {
  const { name, version, definition, definitionText, machineType = 'STANDARD' } = event;
  const shown = definitionText === undefined ? {} : { definitionText };
  return {
    kind: 'STATE_MACHINE',
    name,
    version,
    definition,
    ...shown,
    machineType,
    ...configurationOf(event),
  } as const;
}

function withTags(
  before: Resource | undefined,
  tagsAfter: (before: StateMachineEntity['tags']) => StateMachineEntity['tags'],
): Resource | undefined {
  const there = stateMachineOf(before) ?? activityOf(before);
  return there ? { ...there, tags: tagsAfter(there.tags) } : before;
}

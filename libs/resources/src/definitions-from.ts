import type { DefinitionRecord, RegistryEvent, StateMachineRecord } from '#contracts';
import type { Resource } from './resource.js';

/**
 * The records of the topic `definitions` that follow from what happened to a state machine, which is `after` by it.
 * @param createdAt ISO 8601
 */
export function definitionsFrom(
  after: Resource,
  events: readonly RegistryEvent[],
  createdAt: string,
): (DefinitionRecord | StateMachineRecord)[] {
  const definitions = events.flatMap((event): DefinitionRecord[] => {
    if (event.type !== 'StateMachineCreated' && event.type !== 'StateMachineUpdated') return [];
    const { name, version, definition, machineType, roleArn } = event;
    const more = { ...(machineType && { machineType }), ...(roleArn !== undefined && { roleArn }) };
    return [{ name, version, definition, ...more, createdAt }];
  });
  const leads = events.some(({ type }) => LEADING.has(type)) ? stateMachineRecord(after) : undefined;
  return leads ? [...definitions, leads] : definitions;
}

const LEADING: ReadonlySet<RegistryEvent['type']> = new Set<RegistryEvent['type']>([
  'StateMachineDeleted',
  'StateMachineVersionPublished',
  'StateMachineVersionDeleted',
  'StateMachineAliasCreated',
  'StateMachineAliasUpdated',
  'StateMachineAliasDeleted',
]);

/** What leads to a state machine's revisions, if there is more to it than the latest one. */
export function stateMachineRecord(resource: Resource): StateMachineRecord | undefined {
  if (resource.kind !== 'STATE_MACHINE' || resource.changes === 0) return undefined;
  const { name, changes } = resource;
  if ('deleted' in resource) return { name, changes, deleted: resource.version, versions: [], aliases: [] };
  return {
    name,
    changes,
    ...(resource.deletedBefore !== undefined && { deleted: resource.deletedBefore }),
    versions: resource.published.map(({ number, version }) => ({ number, version })),
    aliases: resource.aliases.map(({ alias, routing }) => ({ alias, routing: routing.map((route) => ({ ...route })) })),
  };
}

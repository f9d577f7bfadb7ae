import type { Configuration, RegistryEvent, RegistryEventOf, Tag } from '#contracts';
import { put, remove, type Change } from './change.js';
import type { Known } from './known.js';
import type { AliasRow, StateMachineRow } from './rows.js';
import { attributePathsOf } from './search-attributes.js';

/** One event of the state machine `name`. */
export function projectStateMachine(known: Known, name: string, event: RegistryEvent, at: number): Change[] {
  const machine = known.stateMachine(name);
  switch (event.type) {
    case 'StateMachineCreated':
      return defined(created(name, event, at), event, at);
    case 'StateMachineUpdated':
      return machine ? defined({ ...machine, updatedAt: at }, event, at) : [];
    case 'StateMachineDeleted':
      return [
        remove('stateMachines', { name }),
        remove('versions', { stateMachine: name }),
        remove('aliases', { stateMachine: name }),
      ];
    case 'StateMachineVersionPublished': {
      const { number, version, description } = event;
      return [put('versions', { stateMachine: name, number, revision: version, description, createdAt: at })];
    }
    case 'StateMachineVersionDeleted':
      return [remove('versions', { stateMachine: name, number: event.number })];
    case 'StateMachineAliasCreated':
    case 'StateMachineAliasUpdated':
      return [put('aliases', aliasAfter(known, name, event, at))];
    case 'StateMachineAliasDeleted':
      return [remove('aliases', { stateMachine: name, alias: event.alias })];
    case 'ResourceTagged':
      return machine ? [put('stateMachines', { ...machine, tags: tagged(machine.tags, event.tags) })] : [];
    case 'ResourceUntagged':
      return machine ? [put('stateMachines', { ...machine, tags: untagged(machine.tags, event.keys) })] : [];
    default:
      return [];
  }
}

const created = (
  name: string,
  { version: revision, machineType: type = 'STANDARD', tags = [] }: RegistryEventOf<'StateMachineCreated'>,
  at: number,
): StateMachineRow => ({ name, revision, type, createdAt: at, configuration: {}, tags: tagged([], tags) });

type Defined = RegistryEventOf<'StateMachineCreated' | 'StateMachineUpdated'>;

/** An event says the revision as a whole. */
function defined(before: StateMachineRow, event: Defined, at: number): Change[] {
  const { version: revision, definition, definitionText } = event;
  const { name, type } = before;
  const configuration = configurationOf(event);
  return [
    put('stateMachines', { ...before, revision, configuration }),
    put('revisions', {
      stateMachine: name,
      revision,
      type,
      createdAt: at,
      configuration,
      attributePaths: attributePathsOf(definition),
      definition: definitionText ?? JSON.stringify(definition),
    }),
  ];
}

function configurationOf({
  roleArn,
  loggingConfiguration,
  tracingConfiguration,
  encryptionConfiguration,
}: Defined): Configuration {
  return {
    ...(roleArn !== undefined && { roleArn }),
    ...(loggingConfiguration !== undefined && { loggingConfiguration }),
    ...(tracingConfiguration !== undefined && { tracingConfiguration }),
    ...(encryptionConfiguration !== undefined && { encryptionConfiguration }),
  };
}

function aliasAfter(
  known: Known,
  stateMachine: string,
  event: RegistryEventOf<'StateMachineAliasCreated' | 'StateMachineAliasUpdated'>,
  at: number,
): AliasRow {
  const { type, alias, description, routing } = event;
  const before = type === 'StateMachineAliasUpdated' ? known.alias(stateMachine, alias) : undefined;
  return { stateMachine, alias, description, routing, createdAt: before?.createdAt ?? at, updatedAt: at };
}

/** A tag whose key is there gets its new value in its place. */
export function tagged(before: readonly Tag[], tags: readonly Tag[]): readonly Tag[] {
  const after = new Map(before.map(({ key, value }) => [key, value]));
  for (const { key, value } of tags) after.set(key, value);
  return Array.from(after, ([key, value]) => ({ key, value }));
}

export const untagged = (before: readonly Tag[], keys: readonly string[]): readonly Tag[] =>
  before.filter(({ key }) => !keys.includes(key));

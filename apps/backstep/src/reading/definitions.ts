import { decode, definitionsRecord, isDefinition, type DefinitionRecord, type Topics } from '#contracts';
import type { Kafka } from '#kafka';

export interface Definition extends DefinitionRecord {
  /** Where the definitions topic holds it. */
  readonly offset: number;
  /** Its state machine was deleted; what runs it goes on. */
  readonly deleted: boolean;
}

/** Every version of every state machine, as the definitions topic has them; none if there is no such topic. */
export async function readDefinitions(kafka: Kafka, { definitions: topic }: Topics): Promise<Definition[]> {
  const [found] = await kafka.describeTopics([topic]);
  if (!found) return [];
  const reader = await kafka.reader([topic]);
  const start = (await kafka.offsets(topic))[0]?.start ?? 0;
  const read = new Map<string, DefinitionRecord & { readonly offset: number }>();
  const deleted = new Map<string, number>();
  await reader.readToEnd({ topic, partition: 0 }, start, (records) => {
    for (const { value, offset } of records) {
      const decoded = decode(definitionsRecord, value?.toString('utf8'));
      if (!decoded.ok) continue;
      const { name } = decoded.value;
      if (isDefinition(decoded.value)) read.set(`${name}:${decoded.value.version}`, { ...decoded.value, offset });
      else deleted.set(name, Math.max(decoded.value.deleted ?? 0, deleted.get(name) ?? 0));
    }
  });
  await reader.close();
  return Array.from(read.values(), (it) => ({ ...it, deleted: it.version <= (deleted.get(it.name) ?? 0) }));
}

/** The latest version of each that was not deleted, by name. */
export function latestOf(definitions: readonly Definition[]): Definition[] {
  const latest = new Map<string, Definition>();
  for (const definition of definitions)
    if (!definition.deleted && definition.version > (latest.get(definition.name)?.version ?? 0))
      latest.set(definition.name, definition);
  return [...latest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

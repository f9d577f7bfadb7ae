import { decode, definitionRecord, type DefinitionRecord, type Topics } from '#contracts';
import type { Kafka } from '#kafka';

export interface Definition extends DefinitionRecord {
  /** Where the definitions topic holds it. */
  readonly offset: number;
}

/** Every version of every state machine, as the definitions topic has them; none if there is no such topic. */
export async function readDefinitions(kafka: Kafka, { definitions: topic }: Topics): Promise<Definition[]> {
  const [found] = await kafka.describeTopics([topic]);
  if (!found) return [];
  const reader = await kafka.reader([topic]);
  const start = (await kafka.offsets(topic))[0]?.start ?? 0;
  const read = new Map<string, Definition>();
  await reader.readToEnd({ topic, partition: 0 }, start, (records) => {
    for (const { value, offset } of records) {
      const decoded = decode(definitionRecord, value?.toString('utf8'));
      if (decoded.ok) read.set(`${decoded.value.name}:${decoded.value.version}`, { ...decoded.value, offset });
    }
  });
  await reader.close();
  return [...read.values()];
}

/** The latest version of each, by name. */
export function latestOf(definitions: readonly Definition[]): Definition[] {
  const latest = new Map<string, Definition>();
  for (const definition of definitions)
    if (definition.version > (latest.get(definition.name)?.version ?? 0)) latest.set(definition.name, definition);
  return [...latest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

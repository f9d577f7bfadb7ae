import { z } from 'zod';
import { catalogueEntry, decode, type CatalogueEntry } from '#contracts';
import { endpoint } from './endpoint.js';
import { readSome, withReader } from './read-topic.js';
import { json } from './schemas.js';

const command = z.object({
  command: z.string(),
  compensatedBy: z.string().optional(),
  description: z.string().optional(),
  version: z.string(),
  timeoutSeconds: z.number().optional(),
  heartbeatSeconds: z.number().optional(),
  inputSchema: json,
  outputSchema: json.optional(),
});

export const listParticipants = endpoint({
  method: 'GET',
  path: '/participants',
  name: 'ListParticipants',
  summary: 'The catalogue: what participants have announced that they can do, and what undoes it',
  tag: 'participants',
  role: 'reader',
  answer: z.object({ items: z.array(z.object({ participant: z.string(), commands: z.array(command) })) }),
  run: async (_, { kafka, topics }) => {
    // Of a compacted topic the last record of a key holds.
    const entries = new Map<string, CatalogueEntry>();
    const at = { topic: topics.catalogue, partition: 0 };
    const [{ start } = { start: 0 }] = await kafka.offsets(at.topic);
    const records = await withReader(kafka, [at.topic], (reader) => readSome(reader, at, start));
    for (const { key, value } of records) {
      const name = key?.toString('utf8') ?? '';
      const entry = decode(catalogueEntry, value?.toString('utf8'));
      if (entry.ok) entries.set(name, entry.value);
      else if (value === null) entries.delete(name);
    }
    const by = Map.groupBy(entries.values(), ({ participant }) => participant);
    const items = Array.from(by, ([participant, all]) => ({ participant, commands: all.map(shown).sort(byCommand) }));
    return { items: items.sort((a, b) => (a.participant < b.participant ? -1 : 1)) };
  },
});

function shown(entry: CatalogueEntry) {
  const { command, version, inputSchema, compensatedBy, description, timeoutSeconds, heartbeatSeconds, outputSchema } =
    entry;
  return {
    command,
    version,
    inputSchema,
    ...(compensatedBy !== undefined && { compensatedBy }),
    ...(description !== undefined && { description }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
    ...(outputSchema !== undefined && { outputSchema }),
  };
}

const byCommand = (a: { readonly command: string }, b: { readonly command: string }) =>
  a.command < b.command ? -1 : 1;

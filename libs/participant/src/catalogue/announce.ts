import { getMetadataStorage } from 'class-validator';
import { encode, topicsOf, type CatalogueEntry, type Json } from '#contracts';
import type { OutRecord } from '#kafka';
import type { Class } from '../handlers/checked.js';
import type { CommandHandler, CommandHandlers } from '../handlers/command-handler.js';

/** What a participant handles, for authors of state machines and for the console. */
export async function announcements(
  participant: string,
  handlers: CommandHandlers,
  version: string,
  prefix: string,
): Promise<OutRecord[]> {
  // Needed once, and takes longer to load than the rest of the start.
  const schemas = await import('class-validator-jsonschema');
  const { catalogue } = topicsOf(prefix);
  return Array.from(handlers.values(), (handler) => ({
    topic: catalogue,
    key: `${participant}/${handler.name}`,
    value: encode(entryOf(participant, handler, version, schemas)),
  }));
}

type Schemas = typeof import('class-validator-jsonschema');

function entryOf(participant: string, handler: CommandHandler, version: string, schemas: Schemas): CatalogueEntry {
  const { name, compensatedBy, input, output, timeoutSeconds, heartbeatSeconds, description } = handler;
  return {
    participant,
    command: name,
    inputSchema: input ? schemaOf(input, schemas) : ANYTHING,
    ...(output && { outputSchema: schemaOf(output, schemas) }),
    ...(compensatedBy !== undefined && { compensatedBy }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
    ...(description !== undefined && { description }),
    version,
  };
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const ANYTHING: Json = { $schema: DIALECT };
const DEFINITIONS = '#/$defs/';

/** A class of class-validator as a JSON Schema that stands alone: the schemas it refers to are in its `$defs`. */
function schemaOf(type: Class, { targetConstructorToSchema, validationMetadatasToSchemas }: Schemas): Json {
  const options = { classValidatorMetadataStorage: getMetadataStorage(), refPointerPrefix: DEFINITIONS };
  const schema = targetConstructorToSchema(type, options) as unknown as Json;
  const names = namesIn(schema);
  if (names.size === 0) return { $schema: DIALECT, ...(schema as object) };
  const all = validationMetadatasToSchemas(options) as unknown as Record<string, Json>;
  for (const name of names) for (const more of namesIn(all[name])) names.add(more);
  const $defs = Object.fromEntries(Array.from(names, (name) => [name, all[name] ?? {}]));
  return { $schema: DIALECT, ...(schema as object), $defs };
}

/** Of the definitions that a schema refers to. */
function namesIn(schema: Json | undefined): Set<string> {
  const names = new Set<string>();
  JSON.stringify(schema ?? null, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string' && value.startsWith(DEFINITIONS))
      names.add(value.slice(DEFINITIONS.length));
    return value;
  });
  return names;
}

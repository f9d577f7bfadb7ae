import { z } from 'zod';
import { catalogueEntry, command } from '../command.js';
import { deadLetterHeaders } from '../dead-letter.js';
import { definitionRecord, stateMachineRecord } from '../definition-record.js';
import { messageEvents } from '../events/about-messages.js';
import { registryEvents } from '../events/registry.js';
import { executionEventSchemas } from '../execution-events.js';
import { decision, marker } from '../log-records.js';
import { answer, message } from '../messages.js';
import { outcome } from '../outcome.js';

/** All that a decision may say. */
const events = [...executionEventSchemas, ...registryEvents, ...messageEvents] as const;
const logEvent = z.discriminatedUnion('type', events);

/** What the records may carry beside their value. */
const traceHeaders = z.object({
  traceparent: z.string().describe('https://www.w3.org/TR/trace-context/').exactOptional(),
  tracestate: z.string().exactOptional(),
});

/** A record of the checkpoints: whoever reads them is an orchestrator of the same version. */
const checkpoint = z.looseObject({});

/** What is in a name is in one place; a decision's events are spelled out, though reading it back looks at their type alone. */
const NAMED: { readonly [name: string]: z.ZodType } = {
  Message: message,
  ...Object.fromEntries(message.options.map((one) => [one.shape.type.value, one])),
  Command: command,
  Owner: marker,
  Decision: decision.extend({ events: z.array(logEvent) }),
  LogEvent: logEvent,
  ...Object.fromEntries(events.map((one) => [`${one.shape.type.value}Event`, one])),
  Outcome: outcome,
  Definition: definitionRecord,
  StateMachine: stateMachineRecord,
  CatalogueEntry: catalogueEntry,
  Answer: answer,
  Checkpoint: checkpoint,
  DeadLetterHeaders: deadLetterHeaders,
  TraceHeaders: traceHeaders,
};

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });

export type JsonSchema = Readonly<Record<string, unknown>>;

export const messageNames: readonly string[] = message.options.map((one) => one.shape.type.value);

/**
 * Every record and every event as a JSON Schema, by its name. Fields that a schema does not name are let through, as
 * the readers do.
 * @param refTo how a schema is named where another one means it.
 */
export function jsonSchemas(
  target: 'draft-07' | 'draft-2020-12',
  refTo: (name: string) => string,
): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, {
    target,
    uri: refTo,
    io: 'input',
    // What JSON Schema has no word for is any JSON.
    unrepresentable: 'any',
    // A type's word for what TypeScript may not write to; to OpenAPI and AsyncAPI it says who may send it.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, { title: name, ...schema }]),
  );
}

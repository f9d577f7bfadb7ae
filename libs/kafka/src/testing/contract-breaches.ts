import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { commandsTopic, deadLettersTopic, jsonSchemas, topicsOf } from '#contracts';
import type { InRecord, Kafka } from '../port.js';

export interface Checked {
  /** How many records there were, by topic. */
  readonly records: Readonly<Record<string, number>>;
  /** Types of the messages and of the log's events that were met. */
  readonly types: ReadonlySet<string>;
  /** What is not as the published schemas say, with where it stands. */
  readonly breaches: readonly string[];
}

/** Which schema a topic's values keep, and which its headers. */
const kept = (prefix: string, participants: readonly string[]): readonly Kept[] => {
  const topics = topicsOf(prefix);
  return [
    { topic: topics.inbox, value: ['Message'] },
    { topic: topics.log, value: ['Owner', 'Decision'] },
    { topic: topics.outcomes, value: ['Outcome'] },
    { topic: topics.definitions, value: ['Definition', 'StateMachine'] },
    { topic: topics.catalogue, value: ['CatalogueEntry'] },
    { topic: topics.replies, value: ['Answer'] },
    ...participants.map((one) => ({ topic: commandsTopic(one), value: ['Command'] })),
    ...[topics.deadLetters, ...participants.map(deadLettersTopic)].map((topic) => ({ topic, headers: true })),
  ];
};

interface Kept {
  readonly topic: string;
  readonly value?: readonly string[];
  readonly headers?: boolean;
}

/** Reads every topic to its end and holds each record against the JSON Schemas that are published of it. */
export async function contractBreaches(
  kafka: Kafka,
  { prefix, participants = [] }: { readonly prefix: string; readonly participants?: readonly string[] },
): Promise<Checked> {
  const schemas = compiled();
  const records: Record<string, number> = {};
  const types = new Set<string>();
  const breaches: string[] = [];
  for (const one of kept(prefix, participants)) {
    records[one.topic] = 0;
    for (const record of await readAll(kafka, one.topic)) {
      records[one.topic]! += 1;
      const found = breachOf(record, one, schemas);
      if (found !== undefined) breaches.push(`${record.topic}/${record.partition}@${record.offset}: ${found}`);
      if (one.value && record.value !== null) typesIn(record.value, types);
    }
  }
  return { records, types, breaches };
}

function compiled(): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, discriminator: true });
  addFormats.default(ajv);
  for (const [name, schema] of Object.entries(jsonSchemas('draft-2020-12', (other) => `${other}.json`)))
    ajv.addSchema(schema, `${name}.json`);
  return (name) => ajv.getSchema(`${name}.json`)!;
}

function breachOf(record: InRecord, { value, headers }: Kept, schema: (name: string) => ValidateFunction) {
  if (headers) {
    const texts = Object.fromEntries(
      Object.entries(record.headers).map(([name, one]) => [name, one?.toString('utf8')]),
    );
    return errorsOf(schema('DeadLetterHeaders'), texts);
  }
  // A tombstone.
  if (record.value === null) return undefined;
  const parsed: unknown = JSON.parse(record.value.toString('utf8'));
  const tried = value!.map((name) => errorsOf(schema(name), parsed));
  return tried.includes(undefined) ? undefined : tried.at(-1);
}

const errorsOf = (validate: ValidateFunction, value: unknown): string | undefined =>
  validate(value)
    ? undefined
    : `${(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')}: ` +
      JSON.stringify(value).slice(0, 500);

function typesIn(value: Buffer, types: Set<string>): void {
  const { type, events = [] } = JSON.parse(value.toString('utf8')) as { type?: string; events?: { type: string }[] };
  if (type !== undefined) types.add(type);
  for (const event of events) types.add(event.type);
}

async function readAll(kafka: Kafka, topic: string): Promise<readonly InRecord[]> {
  const records: InRecord[] = [];
  const reader = await kafka.reader([topic]);
  try {
    for (const [partition, { start }] of (await kafka.offsets(topic)).entries())
      await reader.readToEnd({ topic, partition }, start, (some) => void records.push(...some));
  } finally {
    await reader.close();
  }
  return records;
}

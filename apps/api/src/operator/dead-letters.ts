import { z } from 'zod';
import { deadLettersTopic } from '#contracts';
import type { InRecord, PartitionReader } from '#kafka';
import { endpoint } from './endpoint.js';
import type { OperatorService } from './operator-service.js';
import { Problem } from './problem.js';
import { readSome, withReader } from './read-topic.js';
import { instant, word } from './schemas.js';

const source = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,80}$/, 'must be `engine` or the name of a participant')
  .describe('`engine`, or a participant: whose dead letters');

const letter = z.object({
  source: z.string(),
  offset: z.int(),
  error: z.string(),
  reason: z.string(),
  at: instant.optional(),
  from: z.object({ topic: z.string(), partition: z.int(), offset: z.int() }),
  key: z.string().optional(),
  value: z.string().optional().describe('As text; what is no UTF-8 is replaced'),
});

const MOST = 100;
const tag = 'dead letters';

export const listDeadLetters = endpoint({
  method: 'GET',
  path: '/dead-letters/{source}',
  name: 'ListDeadLetters',
  summary: 'What nobody could use, and why; the oldest that is still there first',
  tag,
  role: 'reader',
  params: z.object({ source }),
  query: z.strictObject({
    from: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(MOST).default(MOST),
  }),
  answer: z.object({ items: z.array(letter), next: z.int().optional().describe('Go on from here') }),
  run: async ({ params, query }, service) => {
    const { topic, start, end } = await topicOf(params.source, service);
    const from = Math.max(start, query.from);
    if (from >= end) return { items: [] };
    const at = { topic, partition: 0 };
    const read = (reader: PartitionReader) => readSome(reader, at, from, query.limit + 1);
    const letters = await withReader(service.kafka, [topic], read);
    const items = letters.slice(0, query.limit).map((record) => shown(params.source, record));
    const last = items.at(-1);
    return { items, ...(last && letters.length > items.length && { next: last.offset + 1 }) };
  },
});

export const replayDeadLetter = endpoint({
  method: 'POST',
  path: '/dead-letters/{source}/{offset}/replay',
  name: 'ReplayDeadLetter',
  summary: 'Send a dead letter again to where it came from, byte for byte; headers say who did so, and why',
  tag,
  role: 'operator',
  params: z.object({ source, offset: z.coerce.number().int().min(0) }),
  body: z.strictObject(word),
  answer: z.object({ topic: z.string(), partition: z.int(), offset: z.int() }),
  run: async ({ params, body }, service) => {
    const { topic, start, end } = await topicOf(params.source, service);
    const { offset } = params;
    const at = { topic, partition: 0 };
    const read = (reader: PartitionReader) => readSome(reader, at, offset, 1);
    const [record] = offset >= start && offset < end ? await withReader(service.kafka, [topic], read) : [];
    if (record?.offset !== offset)
      throw new Problem('not-found', `There is no dead letter ${offset} of '${params.source}'.`, {
        next: `GET /api/dead-letters/${params.source} lists those there are.`,
      });
    const { from } = shown(params.source, record);
    if (from.topic !== service.topics.inbox && !/^[a-zA-Z0-9_-]+\.commands$/.test(from.topic))
      throw new Problem('not-now', `It says that it comes from '${from.topic}', where nothing is sent to again.`);
    const headers = {
      ...originalHeaders(record),
      'x-replayed-by': body.by,
      'x-replayed-why': body.why,
      'x-replayed-at': new Date(service.now()).toISOString(),
    };
    const { key, value } = record;
    const [appended] = await service.send([{ topic: from.topic, partition: from.partition, key, value, headers }]);
    return { topic: from.topic, partition: from.partition, offset: appended?.baseOffset ?? 0 };
  },
});

async function topicOf(source: string, { kafka, topics }: OperatorService) {
  const topic = source === 'engine' ? topics.deadLetters : deadLettersTopic(source);
  const [found] = await kafka.describeTopics([topic]);
  if (!found)
    throw new Problem('not-found', `There is no topic ${topic}.`, {
      next: 'Ask for `engine`, or for a participant of GET /api/participants.',
    });
  const [{ start, end } = { start: 0, end: 0 }] = await kafka.offsets(topic);
  return { topic, start, end };
}

function shown(source: string, record: InRecord) {
  const said = (name: string) => record.headers[name]?.toString('utf8');
  const at = Date.parse(said('x-at') ?? '');
  return {
    source,
    offset: record.offset,
    error: said('x-error') ?? 'Unknown',
    reason: said('x-reason') ?? '',
    ...(!Number.isNaN(at) && { at: new Date(at).toISOString() }),
    from: {
      topic: said('x-topic') ?? '',
      partition: Number(said('x-partition') ?? 0) || 0,
      offset: Number(said('x-offset') ?? 0) || 0,
    },
    ...(record.key && { key: record.key.toString('utf8') }),
    ...(record.value && { value: record.value.toString('utf8') }),
  };
}

const ADDED: ReadonlySet<string> = new Set(['x-error', 'x-reason', 'x-topic', 'x-partition', 'x-offset', 'x-at']);

function originalHeaders({ headers }: InRecord): Record<string, Buffer> {
  const original: Record<string, Buffer> = {};
  for (const [name, value] of Object.entries(headers)) if (value && !ADDED.has(name)) original[name] = value;
  return original;
}

import { z } from 'zod';
import { decode, decision, type Decision } from '#contracts';
import type { Offsets, PartitionReader, TopicPartition } from '#kafka';
import type { Position } from '#views';
import { endpoint } from './endpoint.js';
import { readSome, withReader } from './read-topic.js';
import { instant } from './schemas.js';
import { iso } from './shown.js';

const partition = z.object({
  partition: z.int(),
  owner: z.string().optional().describe('Of the take-over whose decisions count, as far as the views have read'),
  epoch: z.int().describe('Rises with every take-over'),
  decidedAt: instant.optional().describe('When the last decision was made'),
  logEnd: z.int(),
  viewsBehind: z.int().describe('Records of the log that the views do not have yet'),
  inboxEnd: z.int(),
  inboxWaiting: z
    .int()
    .optional()
    .describe('Records of the inbox behind the last decision, at most: repeats need none. Absent: not known'),
  oldestWaiting: instant
    .optional()
    .describe('When the first of these was written: old, and no decision since, is a partition that is stuck'),
});

/** How far from the log's end a decision is looked for; take-overs and pauses leave markers there. */
const LOOK_BACK = 50;

export const listPartitions = endpoint({
  method: 'GET',
  path: '/partitions',
  name: 'ListPartitions',
  summary: 'Who owns each partition, and how far owners and views are behind',
  tag: 'partitions',
  role: 'reader',
  answer: z.object({ items: z.array(partition) }),
  run: async (_, service) => {
    const { kafka, topics, positions } = service;
    const [log, inbox, known] = await Promise.all([
      kafka.offsets(topics.log),
      kafka.offsets(topics.inbox),
      positions(),
    ]);
    const at = new Map(known.map((position) => [position.partition, position]));
    const items = await withReader(kafka, [topics.log, topics.inbox], (reader) =>
      Promise.all(
        log.map(async (offsets, partition) => {
          const last = await lastDecision(reader, { topic: topics.log, partition }, offsets);
          const places = { log: offsets, inbox: inbox[partition], at: at.get(partition), last, partition };
          const waiting = waitingOf(places);
          const oldest = waiting && (await firstRecord(reader, { topic: topics.inbox, partition }, waiting));
          return describePartition(places, waiting, oldest && iso(oldest.timestamp));
        }),
      ),
    );
    return { items };
  },
});

interface Places {
  readonly log: Offsets;
  readonly inbox: Offsets | undefined;
  readonly at: Position | undefined;
  readonly last: Decision | undefined;
  readonly partition: number;
}

/** Where the records stand that nobody has decided on yet; undefined: it is not known. */
function waitingOf({ log, inbox, last }: Places): Offsets | undefined {
  const { start, end } = inbox ?? { start: 0, end: 0 };
  if (last) return { start: Math.max(start, last.nextInbox), end: Math.max(end, last.nextInbox) };
  const isAllSeen = log.start === 0 && log.end <= LOOK_BACK;
  return isAllSeen || start === end ? { start, end } : undefined;
}

function describePartition({ partition, log, inbox, at, last }: Places, waiting: Offsets | undefined, oldest?: string) {
  return {
    partition,
    ...(at && { owner: at.current.owner }),
    epoch: at?.current.epoch ?? 0,
    ...(last && { decidedAt: last.at }),
    logEnd: log.end,
    viewsBehind: log.end - Math.max(log.start, at?.offset ?? 0),
    inboxEnd: inbox?.end ?? 0,
    ...(waiting && { inboxWaiting: waiting.end - waiting.start }),
    ...(oldest !== undefined && { oldestWaiting: oldest }),
  };
}

async function lastDecision(reader: PartitionReader, at: TopicPartition, { start, end }: Offsets) {
  const from = Math.max(start, end - LOOK_BACK);
  if (from >= end) return undefined;
  const records = await readSome(reader, at, from);
  return records.map(({ value }) => decode(decision, value?.toString('utf8'))).findLast((decoded) => decoded.ok)?.value;
}

/** What is still there of a range, its first record. */
async function firstRecord(reader: PartitionReader, at: TopicPartition, { start, end }: Offsets) {
  if (start >= end) return undefined;
  const [record] = await readSome(reader, at, start, 1);
  return record;
}

import { z } from 'zod';
import { decode, decision, type Decision } from '#contracts';
import type { Offsets, PartitionReader, TopicPartition } from '#kafka';
import type { Position } from '#views';
import { endpoint } from './endpoint.js';
import { readSome, withReader } from './read-topic.js';
import { instant } from './schemas.js';

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
    const items = await withReader(kafka, topics.log, (reader) =>
      Promise.all(
        log.map(async (offsets, partition) => {
          const last = await lastDecision(reader, { topic: topics.log, partition }, offsets);
          return describePartition({ log: offsets, inbox: inbox[partition], at: at.get(partition), last, partition });
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

function describePartition({ partition, log, inbox, at, last }: Places) {
  const inboxEnd = inbox?.end ?? 0;
  const nothingCame = inboxEnd === (inbox?.start ?? 0);
  return {
    partition,
    ...(at && { owner: at.current.owner }),
    epoch: at?.current.epoch ?? 0,
    ...(last && { decidedAt: last.at }),
    logEnd: log.end,
    viewsBehind: log.end - Math.max(log.start, at?.offset ?? 0),
    inboxEnd,
    ...(last && { inboxWaiting: Math.max(0, inboxEnd - last.nextInbox) }),
    ...(!last && nothingCame && { inboxWaiting: 0 }),
  };
}

async function lastDecision(reader: PartitionReader, at: TopicPartition, { start, end }: Offsets) {
  const from = Math.max(start, end - LOOK_BACK);
  if (from >= end) return undefined;
  const records = await readSome(reader, at, from);
  return records.map(({ value }) => decode(decision, value?.toString('utf8'))).findLast((decoded) => decoded.ok)?.value;
}

import type { Decision } from '#contracts';
import {
  deadLetter,
  OffsetOutOfRange,
  type InRecord,
  type OutRecord,
  type PartitionReader,
  type TopicPartition,
} from '#kafka';
import { place } from '../execution/place.js';

/** A message that the state of its entity refused: what the log says of it. */
export interface RefusedMessage {
  /** Where it stands in the inbox. */
  readonly offset: number;
  readonly error: string;
  readonly cause: string;
  readonly at: number;
}

export const refusedIn = ({ events, at }: Decision): RefusedMessage[] =>
  events.flatMap((event) => {
    if (event.type !== 'MessageRejected') return [];
    const { offset, error, cause, reply } = event;
    if (reply) return [];
    return [{ offset, error, cause, at: Date.parse(at) }];
  });

/**
 * The dead letters of these messages, once more: whoever decided so may have died before they went out (O3). Poison has
 * had its own before its decision was written.
 */
export async function deadLettersOf(
  refused: readonly RefusedMessage[],
  reader: PartitionReader,
  inbox: TopicPartition,
  { topic, partitions }: { topic: string; partitions: number },
): Promise<OutRecord[]> {
  if (refused.length === 0) return [];
  const wanted = new Map(refused.map((message) => [message.offset, message]));
  const letters: OutRecord[] = [];
  const take = (record: InRecord): void => {
    const why = wanted.get(record.offset);
    if (!why) return;
    const placed = place(record, partitions);
    // Who asked was told, or asks again.
    if (placed.kind === 'message' && placed.message.replyTo === undefined)
      letters.push(deadLetter(record, { error: why.error, reason: why.cause }, topic, why.at));
  };
  await readBetween(reader, inbox, [...wanted.keys()], take);
  return letters;
}

/** What is behind the last of them is of no interest. */
class Enough extends Error {}

async function readBetween(
  reader: PartitionReader,
  at: TopicPartition,
  offsets: readonly number[],
  take: (record: InRecord) => void,
): Promise<void> {
  const first = offsets.reduce((a, b) => Math.min(a, b));
  const last = offsets.reduce((a, b) => Math.max(a, b));
  try {
    await reader.readToEnd(at, first, (records) => {
      for (const record of records) take(record);
      if (records.at(-1)!.offset >= last) throw new Enough();
    });
  } catch (error) {
    // Messages older than the inbox keeps them have had time enough for their letters.
    if (!(error instanceof Enough) && !(error instanceof OffsetOutOfRange)) throw error;
  }
}

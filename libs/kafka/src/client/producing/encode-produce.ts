import type { Batch } from './place.js';
import { sizeOfRecordBatch, writeRecordBatch } from './encode-record-batch.js';

export interface ProducerId {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

export interface ProduceRequest {
  readonly batches: readonly Batch[];
  readonly identity: ProducerId | undefined;
  readonly timeoutMs: number;
  /** Epoch milliseconds: the time of all records. */
  readonly timestamp: number;
}

const ALL_IN_SYNC_REPLICAS = -1;

/**
 * Produce Request (Version: 3) => transactional_id acks timeout_ms [topic_data]
 *   topic_data => name [partition_data]
 *     partition_data => index records
 * https://kafka.apache.org/protocol.html#The_Messages_Produce
 *
 * Written here, into one buffer of the right size, and not by kafkajs: that one takes half a kilobyte of cleared memory
 * for each record and each header, and copies each byte five times.
 */
export function encodeProduce({ batches, identity, timeoutMs, timestamp }: ProduceRequest): Buffer {
  const topics = Map.groupBy(batches, ({ topic }) => topic);
  const bodies: number[][] = [];
  const sizes: number[] = [];
  let size = 2 + 2 + 4 + 4;
  for (const [topic, its] of topics) {
    size += 2 + Buffer.byteLength(topic) + 4;
    for (const { records } of its) {
      const lengths: number[] = [];
      const bytes = sizeOfRecordBatch(records, lengths);
      bodies.push(lengths);
      sizes.push(bytes);
      size += 4 + 4 + bytes;
    }
  }
  const buffer = Buffer.allocUnsafe(size);
  let at = buffer.writeInt16BE(-1, 0);
  at = buffer.writeInt16BE(ALL_IN_SYNC_REPLICAS, at);
  at = buffer.writeInt32BE(timeoutMs, at);
  at = buffer.writeInt32BE(topics.size, at);
  let i = 0;
  for (const [topic, its] of topics) {
    const length = buffer.write(topic, at + 2);
    at = buffer.writeInt16BE(length, at) + length;
    at = buffer.writeInt32BE(its.length, at);
    for (const { partition, records, firstSequence } of its) {
      at = buffer.writeInt32BE(partition, at);
      at = buffer.writeInt32BE(sizes[i]!, at);
      const sequenced = identity && firstSequence !== undefined && { sequenced: { ...identity, firstSequence } };
      at = writeRecordBatch(buffer, at, { records, bodies: bodies[i]!, timestamp, ...sequenced });
      i += 1;
    }
  }
  return buffer;
}

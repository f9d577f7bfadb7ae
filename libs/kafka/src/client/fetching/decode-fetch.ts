import type { InRecord } from '../../port.js';
import { decodeRecordBatches } from './decode-record-batches.js';
import { readInt64 } from './read-int64.js';

/** What a broker says about one partition of a fetch. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** https://kafka.apache.org/protocol.html#protocol_error_codes */
  readonly errorCode: number;
  /** Everything before it can be read; nothing else. */
  readonly end: number;
  readonly records: readonly InRecord[];
  /**
   * Where to go on. It may lie behind the last record's successor: compaction leaves batches without records, and ends
   * of transactions are records that nobody sees.
   */
  readonly next: number | undefined;
  /** Its records are there, but not to be understood. */
  readonly unreadable?: Error;
}

/**
 * Fetch Response (Version: 11) => throttle_time_ms error_code session_id [responses]
 *   responses => topic [partition_responses]
 *     partition_responses => partition error_code high_watermark last_stable_offset log_start_offset
 *                            [aborted_transactions] preferred_read_replica record_set
 *       aborted_transactions => producer_id first_offset
 * https://kafka.apache.org/protocol.html#The_Messages_Fetch
 *
 * Read here and not by kafkajs, because kafkajs hides batches that compaction has emptied (a reader then stands still
 * before them for ever), and because its records cost several times the CPU of these.
 */
export function decodeFetch(response: Buffer): { errorCode: number; partitions: FetchedPartition[] } {
  const partitions: FetchedPartition[] = [];
  const errorCode = response.readInt16BE(4);
  let at = 10;
  const topics = response.readInt32BE(at);
  at += 4;
  for (let t = 0; t < topics; t++) {
    const nameLength = response.readInt16BE(at);
    const topic = response.toString('utf8', at + 2, at + 2 + nameLength);
    at += 2 + nameLength;
    const count = response.readInt32BE(at);
    at += 4;
    for (let p = 0; p < count; p++) {
      const partition = response.readInt32BE(at);
      const partitionError = response.readInt16BE(at + 4);
      const end = readInt64(response, at + 14);
      at += 30;
      const abortedCount = response.readInt32BE(at);
      at += 4;
      const aborted = [];
      for (let a = 0; a < abortedCount; a++, at += 16) {
        aborted.push({ producerId: response.readBigInt64BE(at), firstOffset: readInt64(response, at + 8) });
      }
      const size = response.readInt32BE(at + 4);
      at += 8;
      const until = at + Math.max(size, 0);
      try {
        const { records, next } = decodeRecordBatches(response, at, until, { topic, partition }, aborted);
        partitions.push({ topic, partition, errorCode: partitionError, end, records, next });
      } catch (error) {
        const unreadable = error as Error;
        partitions.push({ topic, partition, errorCode: partitionError, end, records: [], next: undefined, unreadable });
      }
      at = until;
    }
  }
  return { errorCode, partitions };
}

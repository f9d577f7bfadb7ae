import type { InRecord, TopicPartition } from '../../port.js';
import { decompress } from './decompress.js';
import { readInt64 } from './read-int64.js';
import { Unreadable } from './unreadable.js';

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

const LENGTH_AT = 8;
const BATCH_HEADER = 61;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const LOG_APPEND_TIME = 0x08;
const NO_HEADERS: InRecord['headers'] = Object.freeze({});

/**
 * The records of a fetch that count: those of aborted transactions and the markers of transactions do not.
 *
 * RecordBatch => base_offset:8 length:4 leader_epoch:4 magic:1 crc:4 attributes:2 last_offset_delta:4 base_timestamp:8
 *                max_timestamp:8 producer_id:8 producer_epoch:2 base_sequence:4 [records]
 * Record => length attributes timestamp_delta offset_delta key value [headers]
 * https://kafka.apache.org/documentation/#recordbatch
 */
export function decodeRecordBatches(
  buffer: Buffer,
  from: number,
  to: number,
  { topic, partition }: TopicPartition,
  aborted: AbortedTransaction[],
): { records: InRecord[]; next: number | undefined } {
  const records: InRecord[] = [];
  let next: number | undefined;
  const pending = aborted.sort((a, b) => a.firstOffset - b.firstOffset);
  const aborting = new Set<bigint>();
  for (let at = from; at + BATCH_HEADER <= to;) {
    const size = LENGTH_AT + 4 + buffer.readInt32BE(at + LENGTH_AT);
    // The last batch may be cut off: the broker fills the answer up to its limit.
    if (at + size > to) break;
    const magic = buffer[at + 16];
    if (magic !== 2)
      throw new Unreadable(`${topic}[${partition}] holds records of format ${magic}, which Kafka gave up in 0.11.`);
    const attributes = buffer.readInt16BE(at + 21);
    const baseOffset = readInt64(buffer, at);
    next = baseOffset + buffer.readInt32BE(at + 23) + 1;
    if ((attributes & (TRANSACTIONAL | CONTROL)) === 0 || counts(buffer, at, attributes, next, pending, aborting)) {
      decodeBatch(buffer, at, size, attributes, baseOffset, topic, partition, records);
    }
    at += size;
  }
  return { records, next };
}

/** Read-committed as in the Java client: an abort marker ends what began at the transaction's first offset. */
function counts(
  buffer: Buffer,
  at: number,
  attributes: number,
  next: number,
  pending: AbortedTransaction[],
  aborting: Set<bigint>,
): boolean {
  while (pending[0] !== undefined && pending[0].firstOffset < next) aborting.add(pending.shift()!.producerId);
  const producerId = buffer.readBigInt64BE(at + 43);
  if ((attributes & CONTROL) === 0) return !aborting.has(producerId);
  aborting.delete(producerId);
  return false;
}

// A cursor of the module: one record is read at a time, and an object for each varint would be an allocation each.
let position = 0;

function decodeBatch(
  source: Buffer,
  at: number,
  size: number,
  attributes: number,
  baseOffset: number,
  topic: string,
  partition: number,
  records: InRecord[],
): void {
  const count = source.readInt32BE(at + 57);
  const codec = attributes & 0x07;
  const buffer = codec === 0 ? source : decompress(codec, source.subarray(at + BATCH_HEADER, at + size), topic);
  position = codec === 0 ? at + BATCH_HEADER : 0;
  const baseTimestamp = readInt64(source, at + 27);
  const appendTime = (attributes & LOG_APPEND_TIME) !== 0 ? readInt64(source, at + 35) : undefined;
  for (let i = 0; i < count; i++) {
    const length = varint(buffer);
    const end = position + length;
    position += 1;
    const timestamp = baseTimestamp + varint(buffer);
    const offset = baseOffset + varint(buffer);
    const key = bytes(buffer);
    const value = bytes(buffer);
    const headers = headersOf(buffer);
    records.push({ topic, partition, offset, key, value, headers, timestamp: appendTime ?? timestamp });
    position = end;
  }
}

function headersOf(buffer: Buffer): InRecord['headers'] {
  const count = varint(buffer);
  if (count <= 0) return NO_HEADERS;
  const headers: Record<string, Buffer | undefined> = {};
  for (let i = 0; i < count; i++) {
    const name = bytes(buffer)?.toString() ?? '';
    const value = bytes(buffer) ?? undefined;
    // Assigned, it would be what the headers inherit from.
    if (name === '__proto__') Object.defineProperty(headers, name, { value, enumerable: true });
    else headers[name] = value;
  }
  return headers;
}

function bytes(buffer: Buffer): Buffer | null {
  const length = varint(buffer);
  if (length < 0) return null;
  const from = position;
  position += length;
  return buffer.subarray(from, position);
}

/** Zigzag, base 128; by multiplication behind the 28th bit, as times may be longer than 32 bits. */
function varint(buffer: Buffer): number {
  let byte = buffer[position++]!;
  if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
  let value = byte & 0x7f;
  let factor = 0x80;
  do {
    byte = buffer[position++]!;
    value += (byte & 0x7f) * factor;
    factor *= 0x80;
  } while (byte >= 0x80);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

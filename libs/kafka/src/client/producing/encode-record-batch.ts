import CRC32C from 'crc-32/crc32c.js';
import type { OutRecord } from '../../port.js';

/** Of an idempotent producer. */
export interface Sequenced {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
}

const BATCH_HEADER = 61;
const CRC_AT = 17;
const NOBODY = -1;

/**
 * Bytes of the batch; `bodies` is filled with those of each record behind its length, which stands before it.
 */
export function sizeOfRecordBatch(records: readonly OutRecord[], bodies: number[]): number {
  let size = BATCH_HEADER;
  for (let i = 0; i < records.length; i++) {
    const body = sizeOfBody(records[i]!, i);
    bodies.push(body);
    size += sizeOfVarint(body) + body;
  }
  return size;
}

/**
 * All records have the batch's time. Nothing is compressed.
 *
 * RecordBatch => base_offset:8 length:4 leader_epoch:4 magic:1 crc:4 attributes:2 last_offset_delta:4 base_timestamp:8
 *                max_timestamp:8 producer_id:8 producer_epoch:2 base_sequence:4 [records]
 * Record => length attributes timestamp_delta offset_delta key value [headers]
 * https://kafka.apache.org/documentation/#recordbatch
 *
 * @param bodies as `sizeOfRecordBatch` has filled it
 * @returns the place behind it
 */
export function writeRecordBatch(
  buffer: Buffer,
  from: number,
  batch: { records: readonly OutRecord[]; bodies: readonly number[]; timestamp: number; sequenced?: Sequenced },
): number {
  const { records, bodies, timestamp, sequenced } = batch;
  position = from + BATCH_HEADER;
  for (let i = 0; i < records.length; i++) {
    writeVarint(buffer, bodies[i]!);
    writeBody(buffer, records[i]!, i);
  }
  const end = position;
  buffer.fill(0, from, from + 8);
  buffer.writeInt32BE(end - from - 12, from + 8);
  buffer.writeInt32BE(NOBODY, from + 12);
  buffer[from + 16] = 2;
  buffer.writeInt16BE(0, from + 21);
  buffer.writeInt32BE(records.length - 1, from + 23);
  const time = BigInt(timestamp);
  buffer.writeBigInt64BE(time, from + 27);
  buffer.writeBigInt64BE(time, from + 35);
  buffer.writeBigInt64BE(sequenced?.producerId ?? BigInt(NOBODY), from + 43);
  buffer.writeInt16BE(sequenced?.producerEpoch ?? NOBODY, from + 51);
  buffer.writeInt32BE(sequenced?.firstSequence ?? NOBODY, from + 53);
  buffer.writeInt32BE(records.length, from + 57);
  buffer.writeInt32BE(CRC32C.buf(buffer.subarray(from + CRC_AT + 4, end)), from + CRC_AT);
  return end;
}

// A cursor of the module, as the decoder has one: a place returned for each varint would have to be carried everywhere.
let position = 0;

function sizeOfBody({ key, value, headers }: OutRecord, offsetDelta: number): number {
  let size = 2 + sizeOfVarint(offsetDelta) + sizeOfBytes(key) + sizeOfBytes(value);
  let count = 0;
  for (const name in headers) {
    size += sizeOfBytes(name) + sizeOfBytes(headers[name]!);
    count += 1;
  }
  return size + sizeOfVarint(count);
}

function writeBody(buffer: Buffer, { key, value, headers }: OutRecord, offsetDelta: number): void {
  buffer[position++] = 0;
  buffer[position++] = 0;
  writeVarint(buffer, offsetDelta);
  writeBytes(buffer, key);
  writeBytes(buffer, value);
  const names = headers === undefined ? NO_NAMES : Object.keys(headers);
  writeVarint(buffer, names.length);
  for (const name of names) {
    writeBytes(buffer, name);
    writeBytes(buffer, headers![name]!);
  }
}
const NO_NAMES: readonly string[] = [];

function sizeOfBytes(bytes: string | Buffer | null): number {
  if (bytes === null) return 1;
  const length = Buffer.byteLength(bytes);
  return sizeOfVarint(length) + length;
}

function writeBytes(buffer: Buffer, bytes: string | Buffer | null): void {
  if (bytes === null) return writeVarint(buffer, -1);
  const length = Buffer.byteLength(bytes);
  writeVarint(buffer, length);
  if (typeof bytes === 'string') buffer.write(bytes, position, length, 'utf8');
  else bytes.copy(buffer, position);
  position += length;
}

const sizeOfVarint = (value: number): number => {
  let bytes = 1;
  for (let rest = zigzag(value); rest >= 0x80; rest >>>= 7) bytes += 1;
  return bytes;
};

function writeVarint(buffer: Buffer, value: number): void {
  let rest = zigzag(value);
  for (; rest >= 0x80; rest >>>= 7) buffer[position++] = (rest & 0x7f) | 0x80;
  buffer[position++] = rest;
}

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

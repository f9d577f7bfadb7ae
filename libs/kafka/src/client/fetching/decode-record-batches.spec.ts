import { describe, expect, it } from '@jest/globals';
import { decodeRecordBatches } from './decode-record-batches.js';

interface Drawn {
  base: number;
  last: number;
  attributes?: number;
  producerId?: bigint;
  records?: Buffer[];
}

/** A batch as the broker stores it; only what a reader looks at is filled in. */
function batch({ base, last, attributes = 0, producerId = -1n, records = [] }: Drawn): Buffer {
  const head = Buffer.alloc(61);
  const body = Buffer.concat(records);
  head.writeBigInt64BE(BigInt(base), 0);
  head.writeInt32BE(61 - 12 + body.length, 8);
  head[16] = 2;
  head.writeInt16BE(attributes, 21);
  head.writeInt32BE(last - base, 23);
  head.writeBigInt64BE(1_000n, 27);
  head.writeBigInt64BE(producerId, 43);
  head.writeInt32BE(records.length, 57);
  return Buffer.concat([head, body]);
}

/** length, attributes, time and offset delta, no key, a value of one byte, no headers; varints are zigzag. */
const one = (offsetDelta: number, value: string) =>
  Buffer.from([7 * 2, 0, 0, offsetDelta * 2, 1, 2, value.charCodeAt(0), 0]);

const read = (bytes: Buffer, aborted: { producerId: bigint; firstOffset: number }[] = []) => {
  const { records, next } = decodeRecordBatches(bytes, 0, bytes.length, { topic: 't', partition: 0 }, aborted);
  return { read: records.map(({ offset, value }) => `${offset}:${value}`), next };
};

const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

describe('the records of a fetch', () => {
  it('may have gaps, and batches that compaction has emptied are passed over', () => {
    const bytes = Buffer.concat([
      batch({ base: 0, last: 4, records: [one(1, 'a'), one(4, 'b')] }),
      batch({ base: 5, last: 90 }),
    ]);
    expect(read(bytes)).toEqual({ read: ['1:a', '4:b'], next: 91 });
    expect(read(batch({ base: 5, last: 90 }))).toEqual({ read: [], next: 91 });
  });

  it('end before a batch that is cut off', () => {
    const whole = batch({ base: 0, last: 0, records: [one(0, 'a')] });
    const cut = batch({ base: 1, last: 1, records: [one(0, 'b')] }).subarray(0, 64);
    expect(read(Buffer.concat([whole, cut]))).toEqual({ read: ['0:a'], next: 1 });
    expect(read(Buffer.alloc(0))).toEqual({ read: [], next: undefined });
  });

  it('leave out those of aborted transactions, and markers', () => {
    const of = (producerId: bigint, base: number, value: string) =>
      batch({ base, last: base, attributes: TRANSACTIONAL, producerId, records: [one(0, value)] });
    const marker = (producerId: bigint, base: number) =>
      batch({ base, last: base, attributes: TRANSACTIONAL | CONTROL, producerId });
    const bytes = Buffer.concat([of(7n, 0, 'x'), of(8n, 1, 'a'), marker(7n, 2), marker(8n, 3), of(7n, 4, 'b')]);
    expect(read(bytes, [{ producerId: 7n, firstOffset: 0 }])).toEqual({ read: ['1:a', '4:b'], next: 5 });
  });
});

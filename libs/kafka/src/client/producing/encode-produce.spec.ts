import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutRecord } from '../../port.js';
import { decodeRecordBatches } from '../fetching/decode-record-batches.js';
import { encodeProduce } from './encode-produce.js';

const require = createRequire(import.meta.url);
const crc32C = require('kafkajs/src/protocol/recordBatch/crc32C/crc32C.js') as (bytes: Buffer) => number;

const bytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map((drawn) => Buffer.from(drawn)),
);
const records: fc.Arbitrary<OutRecord[]> = fc.array(
  fc.record(
    {
      topic: fc.constant('events'),
      key: fc.option(bytes),
      value: fc.option(bytes),
      headers: fc.dictionary(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('__proto__')), bytes, {
        maxKeys: 3,
      }),
    },
    { requiredKeys: ['topic', 'key', 'value'] },
  ),
  { minLength: 1, maxLength: 200 },
);

const asBuffer = (text: string | Buffer | null) => (typeof text === 'string' ? Buffer.from(text) : text);
const asRead = ({ key, value, headers = {} }: OutRecord) => ({
  key: asBuffer(key),
  value: asBuffer(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, asBuffer(text)])),
});

/** Where the batch of a request for one partition of one topic begins. */
const BATCH_AT = 2 + 2 + 4 + 4 + (2 + 'events'.length) + 4 + 4 + 4;

describe('a produce request', () => {
  it('holds, for all records, what the reader of batches reads, with a checksum that is right', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 0, max: 2 ** 41 }), (drawn, timestamp) => {
        const batches = [{ topic: 'events', partition: 3, records: drawn }];
        const request = encodeProduce({ batches, identity: undefined, timeoutMs: 30_000, timestamp });
        expect(request.readInt32BE(BATCH_AT - 4)).toBe(request.length - BATCH_AT);
        const batch = request.subarray(BATCH_AT);
        const { records: read } = decodeRecordBatches(batch, 0, batch.length, { topic: 'events', partition: 3 }, []);
        expect(read.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } }))).toEqual(
          drawn.map(asRead),
        );
        expect(read.map(({ offset }) => offset)).toEqual(drawn.map((_, i) => i));
        expect(read.every((record) => record.timestamp === timestamp)).toBe(true);
        expect(batch.readUInt32BE(17)).toBe(crc32C(batch.subarray(21)));
      }),
    );
  });

  it('names each topic once, its partitions in order, and numbers the batches of an idempotent producer', () => {
    const record = (topic: string): OutRecord => ({ topic, key: null, value: 'v' });
    const batches = [
      { topic: 'a', partition: 0, records: [record('a')], firstSequence: 7 },
      { topic: 'b', partition: 1, records: [record('b'), record('b')], firstSequence: 8 },
      { topic: 'a', partition: 2, records: [record('a')], firstSequence: 9 },
    ];
    const identity = { producerId: 2n ** 40n, producerEpoch: 5 };
    const request = encodeProduce({ batches, identity, timeoutMs: 1, timestamp: 0 });
    let at = 12;
    const seen = [];
    for (let topics = request.readInt32BE(8); topics > 0; topics--) {
      const length = request.readInt16BE(at);
      const topic = request.toString('utf8', at + 2, at + 2 + length);
      at += 2 + length + 4;
      for (let partitions = request.readInt32BE(at - 4); partitions > 0; partitions--) {
        const batch = at + 8;
        seen.push({
          topic,
          partition: request.readInt32BE(at),
          producerId: request.readBigInt64BE(batch + 43),
          producerEpoch: request.readInt16BE(batch + 51),
          firstSequence: request.readInt32BE(batch + 53),
          count: request.readInt32BE(batch + 57),
        });
        at = batch + request.readInt32BE(at + 4);
      }
    }
    expect(at).toBe(request.length);
    expect(seen).toEqual([
      { topic: 'a', partition: 0, ...identity, firstSequence: 7, count: 1 },
      { topic: 'a', partition: 2, ...identity, firstSequence: 9, count: 1 },
      { topic: 'b', partition: 1, ...identity, firstSequence: 8, count: 2 },
    ]);
  });
});

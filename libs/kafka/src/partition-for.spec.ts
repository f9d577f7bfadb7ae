import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { partitionFor } from './partition-for.js';

const theirs = kafkajs.Partitioners.DefaultPartitioner();
const asTheirs = (key: string | Buffer, partitions: number) =>
  theirs({
    topic: 't',
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0 })) as never,
    message: { key, value: null },
  });

describe('partitionFor', () => {
  it('agrees with the hash of the Java client', () => {
    // From Kafka's own UtilsTest.testMurmur2.
    const known: [string, number][] = [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ['abc', 479470107],
    ];
    for (const [key, hash] of known) expect(partitionFor(key, 0x7fffffff)).toBe((hash & 0x7fffffff) % 0x7fffffff);
  });

  it("agrees with kafkajs' default partitioner for any key", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 800 }),
        fc.integer({ min: 1, max: 200 }),
        (key, partitions) => {
          expect(partitionFor(key, partitions)).toBe(asTheirs(key, partitions));
        },
      ),
    );
  });

  it('takes bytes as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(partitionFor(Buffer.from(bytes), 12)).toBe(asTheirs(Buffer.from(bytes), 12));
      }),
    );
  });
});

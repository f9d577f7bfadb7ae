/**
 * The partition that Kafka's Java client, and so every client that wants to agree with it, gives a key: murmur2 of its
 * UTF-8 bytes, without the sign, modulo the number of partitions.
 * https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/utils/Utils.java (murmur2)
 */
export function partitionFor(key: string | Buffer, partitions: number): number {
  return (murmur2(typeof key === 'string' ? bytesOf(key) : key) & 0x7fffffff) % partitions;
}

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const encoder = new TextEncoder();

// Keys are short and nearly always the same kind of text: one scratch buffer saves an allocation for every record.
const scratch = new Uint8Array(1024);

function bytesOf(key: string): Uint8Array {
  if (key.length * 3 > scratch.length) return Buffer.from(key);
  return scratch.subarray(0, encoder.encodeInto(key, scratch).written);
}

function murmur2(data: Uint8Array): number {
  const { length } = data;
  const whole = length & ~3;
  let hash = SEED ^ length;
  for (let i = 0; i < whole; i += 4) {
    let k = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    k = Math.imul(k, M);
    k = Math.imul(k ^ (k >>> 24), M);
    hash = Math.imul(hash, M) ^ k;
  }
  const rest = length - whole;
  if (rest > 2) hash ^= data[whole + 2]! << 16;
  if (rest > 1) hash ^= data[whole + 1]! << 8;
  if (rest > 0) hash = Math.imul(hash ^ data[whole]!, M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

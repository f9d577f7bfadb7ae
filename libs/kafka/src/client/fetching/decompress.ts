import zlib from 'node:zlib';
import { Unreadable } from './unreadable.js';

const NAMES: Readonly<Record<number, string>> = { 1: 'gzip', 2: 'snappy', 3: 'lz4', 4: 'zstd' };

const CODECS: Readonly<Record<number, ((bytes: Buffer) => Buffer) | undefined>> = {
  1: (bytes) => zlib.gunzipSync(bytes),
  4: (bytes) => zlib.zstdDecompressSync(bytes),
};

/**
 * Backstep writes uncompressed records; others may not.
 * @throws Unreadable for codecs that Node does not bring.
 */
export function decompress(codec: number, bytes: Buffer, topic: string): Buffer {
  const decode = CODECS[codec];
  if (decode !== undefined) return decode(bytes);
  throw new Unreadable(
    `${topic} holds records compressed with ${NAMES[codec] ?? `codec ${codec}`}, which this client cannot read. ` +
      'Let their producer use gzip, zstd or none, or set compression.type=uncompressed on the topic: then the broker unpacks them.',
  );
}

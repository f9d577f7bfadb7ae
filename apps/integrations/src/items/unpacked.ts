import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { itemsFailed } from './items-failed.js';

const inflate = promisify(gunzip);
const decompress = promisify(zstdDecompress);

type Unpack = (data: Buffer, bounds: { maxOutputLength: number }) => Promise<Buffer>;

/** By how a key ends. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const PACKED: { readonly [ending: string]: Unpack } = { gz: inflate, gzip: inflate, zst: decompress, zstd: decompress };

/**
 * What a file has, whether it is compressed or not.
 * @param most bytes of it
 * @throws Refused
 */
export async function unpacked(key: string, data: Buffer, most: number): Promise<Buffer> {
  const ending = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  const unpack = Object.hasOwn(PACKED, ending) ? PACKED[ending]! : undefined;
  if (!unpack) return data;
  return unpack(data, { maxOutputLength: most }).catch((error: NodeJS.ErrnoException) => {
    const tooLarge = error.code === 'ERR_BUFFER_TOO_LARGE';
    throw itemsFailed(
      tooLarge
        ? `${key} has more than ${most} bytes once it is decompressed`
        : `${key} cannot be decompressed: ${error.message}`,
    );
  });
}

import { z } from 'zod';
import { itemsFailed } from './items-failed.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
const manifest = z.looseObject({
  fileFormat: z.string(),
  fileSchema: z.string(),
  files: z.array(z.looseObject({ key: z.string() })),
});

/**
 * What the `manifest.json` of an S3 inventory says: its files, which are where it is itself, and the columns of each.
 * @throws Refused
 */
export function inventoried(key: string, data: Buffer): { readonly files: string[]; readonly headers: string[] } {
  const read = manifest.safeParse(jsonIn(data));
  if (!read.success) throw itemsFailed(`${key} is not the manifest of an S3 inventory`);
  const { fileFormat, fileSchema, files } = read.data;
  // As on AWS.
  if (fileFormat !== 'CSV') throw itemsFailed(`The files of ${key} are ${fileFormat}; CSV can be read`);
  return { files: files.map((file) => file.key), headers: fileSchema.split(',').map((name) => name.trim()) };
}

function jsonIn(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString()) as unknown;
  } catch {
    return undefined;
  }
}

import { parse } from 'csv-parse/sync';
import { itemsFailed } from './items-failed.js';

const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/u;

/**
 * The files that Athena's UNLOAD has written, one a line: `s3://bucket/key`. A key alone is one where the manifest is.
 * https://docs.aws.amazon.com/athena/latest/ug/unload.html
 * @throws Refused
 */
export function filesOf(
  data: Buffer,
  manifest: { readonly bucket: string; readonly key: string },
): { readonly bucket: string; readonly key: string }[] {
  return linesIn(data, manifest.key).map((line) => {
    const [, bucket, key] = S3_URI.exec(line) ?? [];
    if (bucket !== undefined && key !== undefined) return { bucket, key };
    if (/^[a-z0-9+.-]+:/iu.test(line))
      throw itemsFailed(`${manifest.key} lists ${JSON.stringify(line)}, which is no object of S3`);
    return { bucket: manifest.bucket, key: line };
  });
}

function linesIn(data: Buffer, key: string): string[] {
  try {
    const rows = parse(data, { bom: true, skip_empty_lines: true, relax_column_count: true, trim: true }) as string[][];
    return rows.map(([first = '']) => first);
  } catch (error) {
    throw itemsFailed(`${key} is not a manifest of Athena: ${(error as Error).message.replace(/\.$/u, '')}`);
  }
}

import { z } from 'zod';
import { itemsFailed } from './items-failed.js';

/** Where the items are: `Bucket` is one of S3, `file:` with a folder, or the beginning of an `http(s):` URL. */
const parameters = z.looseObject({ Bucket: z.string(), Key: z.string().optional(), Prefix: z.string().optional() });

const config = z.object({
  InputType: z.enum(['CSV', 'JSON', 'JSONL']).optional(),
  CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']),
  CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
  CSVHeaders: z.array(z.string()).optional(),
  ItemsPointer: z.string().optional(),
  MaxItems: z.int().positive().optional(),
});
export type ReaderConfig = z.infer<typeof config>;

const request = z.object({ resource: z.string(), parameters, config });

export type ReadRequest = { readonly config: ReaderConfig } & (
  | { readonly action: 'READ'; readonly bucket: string; readonly key: string }
  | { readonly action: 'LIST'; readonly bucket: string; readonly prefix: string }
);

/**
 * What the engine asks for, from a Map's `ItemReader`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * @throws Refused
 */
export function readRequestOf(input: unknown): ReadRequest {
  const parsed = request.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw itemsFailed(`The ItemReader cannot be understood: ${problems.join('; ')}`);
  }
  const { resource, config, parameters } = parsed.data;
  const { Bucket: bucket, Key: key, Prefix: prefix = '' } = parameters;
  if (resource.endsWith(':listObjectsV2')) return { action: 'LIST', bucket, prefix, config };
  if (key === undefined) throw itemsFailed('The ItemReader has no Key');
  return { action: 'READ', bucket, key, config };
}

import { z } from 'zod';
import { itemsFailed } from './items-failed.js';

/** Where the items are: `Bucket` is one of S3, `file:` with a folder, or the beginning of an `http(s):` URL. */
const parameters = z.looseObject({
  Bucket: z.string(),
  Key: z.string().optional(),
  Prefix: z.string().optional(),
  VersionId: z.string().optional(),
  ExpectedBucketOwner: z.string().optional(),
});

const config = z.object({
  InputType: z.enum(['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST']).optional(),
  Transformation: z.enum(['NONE', 'LOAD_AND_FLATTEN']).optional(),
  ManifestType: z.enum(['ATHENA_DATA', 'S3_INVENTORY']).optional(),
  CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']),
  CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
  CSVHeaders: z.array(z.string()).optional(),
  ItemsPointer: z.string().optional(),
  MaxItems: z.int().positive().optional(),
});
export type ReaderConfig = z.infer<typeof config>;

const request = z.object({ resource: z.string(), parameters, config });

export type InputType = Exclude<NonNullable<ReaderConfig['InputType']>, 'MANIFEST'>;

/** Which version of an object, and whose bucket: a store that knows neither refuses them. */
export type Wanted = Pick<z.infer<typeof parameters>, 'VersionId' | 'ExpectedBucketOwner'>;

export type ReadRequest = { readonly config: ReaderConfig; readonly bucket: string; readonly wanted: Wanted } &
  /** One file has the items. */
  (
    | { readonly action: 'READ'; readonly key: string; readonly type: InputType }
    /** The objects are the items. */
    | { readonly action: 'LIST'; readonly prefix: string }
    /** The objects have the items. */
    | { readonly action: 'LOAD'; readonly prefix: string; readonly type: InputType }
    /** One file lists the files that have the items. */
    | { readonly action: 'ATHENA'; readonly key: string; readonly type: InputType }
    /** One file lists the files that list the objects, which are the items. */
    | { readonly action: 'INVENTORY'; readonly key: string }
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
  const { Bucket: bucket, Key: key, Prefix: prefix = '', VersionId, ExpectedBucketOwner } = parameters;
  const wanted = { ...(VersionId && { VersionId }), ...(ExpectedBucketOwner && { ExpectedBucketOwner }) };
  const about = { config, bucket, wanted };
  const { InputType: type, Transformation, ManifestType } = config;
  if (resource.endsWith(':listObjectsV2')) {
    if (Transformation !== 'LOAD_AND_FLATTEN') return { ...about, action: 'LIST', prefix };
    if (type === undefined || type === 'MANIFEST')
      throw itemsFailed('LOAD_AND_FLATTEN needs the InputType of the objects');
    return { ...about, action: 'LOAD', prefix, type };
  }
  if (key === undefined) throw itemsFailed('The ItemReader has no Key');
  if (ManifestType === 'S3_INVENTORY') return { ...about, action: 'INVENTORY', key };
  if (ManifestType === 'ATHENA_DATA') {
    if (type === undefined || type === 'MANIFEST') throw itemsFailed('ATHENA_DATA needs the InputType of the files');
    return { ...about, action: 'ATHENA', key, type };
  }
  if (type === 'MANIFEST') return { ...about, action: 'INVENTORY', key };
  return { ...about, action: 'READ', key, type: type ?? 'JSON' };
}

import { objectUri, type ItemSource } from '#asl';
import type { Json } from '#contracts';
import { inventoried } from './inventory.js';
import { filesOf } from './athena-manifest.js';
import { FORMATS } from './formats/format.js';
import { itemsFailed } from './items-failed.js';
import type { Items } from './items.js';
import type { InputType, ReaderConfig, ReadRequest } from './read-request.js';
import type { Sources } from './settings.js';
import { unpacked } from './unpacked.js';

/** Of the items as JSON: they are one message, and one record on the log. */
export const MOST_ITEMS_BYTES = 1_000_000;
/** Of one object, compressed or not. All of it is read, though it may have more items than are asked for. */
const MOST_OBJECT_BYTES = 67_108_864;

type Asked<A extends ReadRequest['action']> = Extract<ReadRequest, { action: A }>;

/** What a way of reading is given beside what is asked. */
export interface Reading {
  readonly sources: Sources;
  readonly signal: AbortSignal;
}

type Read<A extends ReadRequest['action']> = (asked: Asked<A>, reading: Reading) => Promise<Items>;

/** One row a way of reading. */
const READ: { readonly [A in ReadRequest['action']]: Read<A> } = {
  READ: async ({ bucket, key, type, config, wanted }, reading) =>
    parsed(key, await contentOf({ bucket, key }, reading, wanted), type, config),
  LIST: async (asked, reading) => ({ items: await listed(asked, asked.config.MaxItems, reading) }),
  LOAD: async (asked, reading) => {
    const objects = await listed(asked, undefined, reading);
    const keys = objects.map((object) => (object as { readonly Key: string }).Key);
    // What only stands for a folder has no items.
    return together(
      keys.filter((key) => !key.endsWith('/')).map((key) => ({ bucket: asked.bucket, key })),
      asked,
      reading,
    );
  },
  ATHENA: async (asked, reading) => {
    const { bucket, key, wanted } = asked;
    return together(filesOf(await contentOf({ bucket, key }, reading, wanted), asked), asked, reading);
  },
  INVENTORY: async ({ bucket, key, config, wanted }, reading) => {
    const { files, headers } = inventoried(key, await contentOf({ bucket, key }, reading, wanted));
    const table = { ...config, CSVHeaderLocation: 'GIVEN', CSVHeaders: headers, CSVDelimiter: 'COMMA' } as const;
    return together(
      files.map((file) => ({ bucket, key: file })),
      { config: table, type: 'CSV' },
      reading,
    );
  },
};

/** @throws Refused */
export async function readItems(asked: ReadRequest, sources: Sources, signal: AbortSignal): Promise<Items> {
  const found = await (READ[asked.action] as Read<ReadRequest['action']>)(asked, { sources, signal });
  const { MaxItems: most } = asked.config;
  const { items, keys } = found;
  const taken: Items = { ...found, items: items.slice(0, most), ...(keys && { keys: keys.slice(0, most) }) };
  const bytes = bytesOf(taken);
  if (bytes <= MOST_ITEMS_BYTES) return taken;
  throw tooMany(bytes);
}

const bytesOf = (value: Items | readonly Json[]): number => Buffer.byteLength(JSON.stringify(value));

const tooMany = (bytes: number) =>
  itemsFailed(`The items have ${bytes} bytes; ${MOST_ITEMS_BYTES} are the most. MaxItems can take fewer`);

/** More than can be kept anyway are not asked for. */
const listed = (
  { bucket, prefix, wanted }: Asked<'LIST' | 'LOAD'>,
  most: number | undefined,
  { sources, signal }: Reading,
): Promise<readonly Json[]> =>
  sources(bucket).list(prefix, most ?? MOST_ITEMS_BYTES, { signal, mostBytes: MOST_OBJECT_BYTES }, wanted);

async function contentOf(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { sources, signal }: Reading,
  wanted: ReadRequest['wanted'] = {},
): Promise<Buffer> {
  const data = await sources(bucket).read(key, { signal, mostBytes: MOST_OBJECT_BYTES }, wanted);
  return unpacked(key, data, MOST_OBJECT_BYTES);
}

/** The items of many files, one after the other, until there are enough; and of each where it was. */
async function together(
  files: readonly { readonly bucket: string; readonly key: string }[],
  { config, type }: { readonly config: ReaderConfig; readonly type: InputType },
  reading: Reading,
): Promise<Items> {
  const { MaxItems = Infinity } = config;
  const items: Json[] = [];
  const sources: ItemSource[] = [];
  let bytes = 0;
  for (const file of files) {
    if (items.length >= MaxItems) break;
    const rest = MaxItems === Infinity ? config : { ...config, MaxItems: MaxItems - items.length };
    const found = await parsed(file.key, await contentOf(file, reading), type, rest);
    const more = pairs(found).slice(0, MaxItems - items.length);
    bytes += bytesOf(more);
    if (bytes > MOST_ITEMS_BYTES) throw tooMany(bytes);
    items.push(...more);
    if (more.length > 0) sources.push({ uri: objectUri(file.bucket, file.key), count: more.length });
  }
  return { items, sources };
}

/** Fields of an object are items with their names, as they are where one file has them all. */
const pairs = ({ items, keys }: Items): readonly Json[] =>
  keys ? items.map((Value, i) => ({ Key: keys[i]!, Value })) : items;

async function parsed(key: string, data: Buffer, type: InputType, config: ReaderConfig): Promise<Items> {
  try {
    return await FORMATS[type](data, config);
  } catch (error) {
    throw itemsFailed(`${key} cannot be read as ${type}: ${(error as Error).message.replace(/\.$/u, '')}`);
  }
}

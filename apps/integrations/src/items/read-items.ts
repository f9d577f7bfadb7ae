import { itemsFailed } from './items-failed.js';
import type { Items } from './items.js';
import { FORMATS } from './formats/format.js';
import type { ReadRequest } from './read-request.js';
import type { Sources } from './settings.js';
import type { Bounds } from './sources/source.js';

/** Of the items as JSON: they are one message, and one record on the log. */
export const MOST_ITEMS_BYTES = 1_000_000;
/** Of one object. All of it is read, though it may have more items than are asked for. */
const MOST_OBJECT_BYTES = 67_108_864;

/** @throws Refused */
export async function readItems(asked: ReadRequest, sources: Sources, signal: AbortSignal): Promise<Items> {
  const bounds = { signal, mostBytes: MOST_OBJECT_BYTES };
  const { items, keys } = await (asked.action === 'LIST'
    ? listed(asked, sources, bounds)
    : read(asked, sources, bounds));
  const { MaxItems: most } = asked.config;
  const taken: Items = { items: items.slice(0, most), ...(keys && { keys: keys.slice(0, most) }) };
  const bytes = Buffer.byteLength(JSON.stringify(taken));
  if (bytes <= MOST_ITEMS_BYTES) return taken;
  throw itemsFailed(`The items have ${bytes} bytes; ${MOST_ITEMS_BYTES} are the most. MaxItems can take fewer`);
}

type Asked<A extends ReadRequest['action']> = Extract<ReadRequest, { action: A }>;

async function listed({ bucket, prefix, config }: Asked<'LIST'>, sources: Sources, bounds: Bounds): Promise<Items> {
  // More than so many cannot be kept anyway.
  const most = config.MaxItems ?? MOST_ITEMS_BYTES;
  return { items: await sources(bucket).list(prefix, most, bounds) };
}

async function read({ bucket, key, config }: Asked<'READ'>, sources: Sources, bounds: Bounds): Promise<Items> {
  const data = await sources(bucket).read(key, bounds);
  const type = config.InputType ?? 'JSON';
  try {
    return await FORMATS[type](data, config);
  } catch (error) {
    throw itemsFailed(`${key} cannot be read as ${type}: ${(error as Error).message.replace(/\.$/u, '')}`);
  }
}

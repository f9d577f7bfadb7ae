import type { Json } from '#contracts';
import { isList } from '../items.js';
import type { Format } from './format.js';

/** A list, or an object whose fields are the items; it may stand within what is read. */
export const jsonItems: Format = (data, { ItemsPointer: pointer }) => {
  const read = JSON.parse(textOf(data)) as Json;
  const value = pointer === undefined ? read : at(read, pointer);
  if (isList(value)) return { items: value };
  if (typeof value === 'object' && value !== null) return { items: Object.values(value), keys: Object.keys(value) };
  throw new Error(`there is no list and no object ${pointer === undefined ? 'in it' : `at ${pointer}`}`);
};

/** Without the mark that some programs begin a text with. */
export const textOf = (data: Buffer): string => new TextDecoder('utf-8', { fatal: true }).decode(data);

/** https://datatracker.ietf.org/doc/html/rfc6901 */
function at(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    const step = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as { readonly [step: string]: Json })[step];
  }
  return found;
}

import { atPointer } from '#asl';
import type { Json } from '#contracts';
import { isList } from '../items.js';
import type { Format } from './format.js';
import { textOf } from './text-of.js';

/** A list, or an object whose fields are the items; it may stand within what is read. */
export const jsonItems: Format = (data, { ItemsPointer: pointer }) => {
  const read = JSON.parse(textOf(data)) as Json;
  const value = pointer === undefined ? read : atPointer(read, pointer);
  if (isList(value)) return { items: value };
  if (typeof value === 'object' && value !== null) return { items: Object.values(value), keys: Object.keys(value) };
  throw new Error(`there is no list and no object ${pointer === undefined ? 'in it' : `at ${pointer}`}`);
};

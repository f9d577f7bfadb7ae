import { isArray } from '../json/object.js';
import type { Json } from '../machine.js';
import { GUARD_RAILS, RanAway } from './guard-rails.js';
import { isFunction } from './library.js';

const DEEPEST = 1_000;

/**
 * What the library returned, as JSON: its lists carry marks of their own, and an expression can make functions,
 * `undefined` and numbers that JSON does not have. Undefined where one is in it, or where it is nested too deeply.
 */
export function plainOf(value: unknown): Json | undefined {
  let parts = 0;
  const count = (): void => {
    if (++parts > GUARD_RAILS.parts) throw new RanAway(`The result has more than ${GUARD_RAILS.parts} parts`);
  };
  return plain(value, 0, count);
}

function plain(value: unknown, depth: number, count: () => void): Json | undefined {
  count();
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // JSON has no negative zero: what is kept must be what is read back.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value !== 'object' || depth > DEEPEST || isFunction(value)) return undefined;
  return isArray(value) ? plainList(value, depth, count) : plainObject(value, depth, count);
}

function plainList(list: readonly unknown[], depth: number, count: () => void): Json | undefined {
  const items: Json[] = [];
  for (const item of list) {
    const value = plain(item, depth + 1, count);
    if (value === undefined) return undefined;
    items.push(value);
  }
  return items;
}

function plainObject(object: object, depth: number, count: () => void): Json | undefined {
  const fields: [string, Json][] = [];
  for (const [name, field] of Object.entries(object)) {
    if (field === undefined) continue;
    const value = plain(field, depth + 1, count);
    if (value === undefined) return undefined;
    fields.push([name, value]);
  }
  return Object.fromEntries(fields);
}

import type { Json } from '../machine.js';

const DEEPEST = 1_000;

/**
 * What the library returned, as JSON: its lists carry marks of their own, and an expression can make functions,
 * `undefined` and numbers that JSON does not have. Undefined where that is so at the top, or where it is nested too deep.
 */
export function plainOf(value: unknown, depth = 0): Json | undefined {
  if (depth > DEEPEST) return undefined;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? plainList(value, depth) : plainObject(value, depth);
    default:
      return undefined;
  }
}

function plainList(list: readonly unknown[], depth: number): Json | undefined {
  const plain: Json[] = [];
  for (const item of list) {
    const value = plainOf(item, depth + 1);
    if (value === undefined) return undefined;
    plain.push(value);
  }
  return plain;
}

function plainObject(object: object, depth: number): Json | undefined {
  // The library's own functions are objects with these marks.
  if ('_jsonata_lambda' in object || '_jsonata_function' in object) return undefined;
  const fields: [string, Json][] = [];
  for (const [name, field] of Object.entries(object)) {
    if (field === undefined) continue;
    const value = plainOf(field, depth + 1);
    if (value === undefined) return undefined;
    fields.push([name, value]);
  }
  return Object.fromEntries(fields);
}

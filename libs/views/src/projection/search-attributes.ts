import type { Json } from '#contracts';
import type { SearchAttributes, SearchValue } from '../model/execution.js';
import { put, type Change } from './change.js';
import type { AttributePaths, ExecutionRow } from './rows.js';

/** Of a text: longer ones cannot be searched for, and so are no attributes. */
const LONGEST_VALUE = 256;

/** `SearchAttributes` of a definition: `{"customer": "$.order.customerId"}`. */
export function attributePathsOf(definition: { readonly [field: string]: Json }): AttributePaths {
  const declared = definition['SearchAttributes'];
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) return {};
  return Object.fromEntries(
    Object.entries(declared).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What an input has at these paths: scalars only. */
export function attributesOf(paths: AttributePaths, input: Json): SearchAttributes {
  const found = Object.entries(paths).map(([name, path]) => [name, readReference(path, input)] as const);
  return Object.fromEntries(found.filter((one): one is readonly [string, SearchValue] => isSearchable(one[1])));
}

const isSearchable = (value: Json | undefined): boolean =>
  typeof value === 'string' ? value.length <= LONGEST_VALUE : typeof value === 'number' || typeof value === 'boolean';

/** One row an attribute, so that executions can be found by it. */
export const attributeRows = ({ id, startedAt, attributes = {} }: ExecutionRow): Change[] =>
  Object.entries(attributes).map(([name, value]) =>
    put('searchAttributes', { name, value: JSON.stringify(value), startedAt, execution: id }),
  );

const SEGMENT = /\.([^.[\]()'"*,?\s]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/uy;

/**
 * The value at a Reference Path, which names one node: `$.order.lines[0]['unit price']`.
 * https://states-language.net/spec.html#ref-paths
 * @returns undefined also for a text that is no such path.
 */
export function readReference(path: string, input: Json): Json | undefined {
  if (!path.startsWith('$')) return undefined;
  let value: Json | undefined = input;
  for (let at = 1; at < path.length; at = SEGMENT.lastIndex) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(path);
    if (!match) return undefined;
    const [, field, single, double, index] = match;
    const name = field ?? (single ?? double)?.replace(/\\(.)/gu, '$1');
    value = name === undefined ? itemOf(value, Number(index)) : fieldOf(value, name);
  }
  return value;
}

const itemOf = (value: Json | undefined, index: number): Json | undefined =>
  Array.isArray(value) ? (value as readonly Json[])[index] : undefined;

const fieldOf = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as { readonly [field: string]: Json })[name]
    : undefined;

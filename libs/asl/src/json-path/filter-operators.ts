import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';

export type Comparator = (left: Json | undefined, right: Json | undefined) => boolean;

/** Ends at the first difference. Not recursive, since an input may be nested deeper than the stack is high. */
const equals: Comparator = (one, other) => {
  const open: [Json | undefined, Json | undefined][] = [[one, other]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [left, right] = pair;
    if (left === right) continue;
    if (left === undefined || right === undefined) return false;
    if (isArray(left) && isArray(right) && left.length === right.length) {
      left.forEach((item, at) => open.push([item, right[at]]));
    } else if (isObject(left) && isObject(right) && Object.keys(left).length === Object.keys(right).length) {
      for (const [name, field] of Object.entries(left)) {
        if (!Object.hasOwn(right, name)) return false;
        open.push([field, right[name]]);
      }
    } else return false;
  }
  return true;
};

const ordered =
  (holds: (left: number | string, right: number | string) => boolean): Comparator =>
  (left, right) =>
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string')
      ? holds(left, right)
      : false;

/** Longer ones first, since `<` begins `<=`. Values of different types are never equal, and never ordered. */
export const SYMBOLS: readonly (readonly [string, Comparator])[] = [
  ['==', equals],
  ['!=', (left, right) => !equals(left, right)],
  ['<=', ordered((left, right) => left <= right)],
  ['>=', ordered((left, right) => left >= right)],
  ['<', ordered((left, right) => left < right)],
  ['>', ordered((left, right) => left > right)],
];

const lists =
  (holds: (left: readonly Json[], right: readonly Json[]) => boolean): Comparator =>
  (left, right) =>
    left !== undefined && right !== undefined && isArray(left) && isArray(right) && holds(left, right);

const members = new WeakMap<readonly Json[], ReadonlySet<Json>>();

/** Found at once, however often a list is asked. What is no scalar is in no list. */
function isIn(list: readonly Json[], value: Json): boolean {
  const known = members.get(list) ?? new Set(list);
  members.set(list, known);
  return (typeof value !== 'object' || value === null) && known.has(value);
}

const contains: Comparator = (list, value) => {
  if (typeof list === 'string') return typeof value === 'string' && list.includes(value);
  return list !== undefined && value !== undefined && isArray(list) && isIn(list, value);
};

const lengthOf = (value: Json | undefined): number | undefined =>
  typeof value === 'string' || (value !== undefined && isArray(value)) ? value.length : undefined;

/** https://github.com/json-path/JsonPath#filter-operators */
export const WORDS: ReadonlyMap<string, Comparator> = new Map<string, Comparator>([
  ['in', (value, list) => typeof list !== 'string' && contains(list, value)],
  ['nin', (value, list) => typeof list !== 'string' && !contains(list, value)],
  ['subsetof', lists((left, right) => left.every((item) => isIn(right, item)))],
  ['anyof', lists((left, right) => left.some((item) => isIn(right, item)))],
  ['noneof', lists((left, right) => !left.some((item) => isIn(right, item)))],
  ['contains', contains],
  ['size', (value, length) => lengthOf(value) === length],
  ['empty', (value, yes) => lengthOf(value) !== undefined && (lengthOf(value) === 0) === yes],
]);

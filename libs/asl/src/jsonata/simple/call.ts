import { isArray } from '../../json/object.js';
import type { Json } from '../../machine.js';
import type { Node } from '../node.js';
import { NOT_SIMPLE, type Found, type Inner, type Simple } from './simple.js';

type Call = (args: readonly (Json | undefined)[]) => Found;

const ofText =
  (compute: (text: string) => Json): Call =>
  ([text]) =>
    text === undefined ? undefined : typeof text === 'string' ? compute(text) : NOT_SIMPLE;

const finite = (value: number): Found => (Number.isFinite(value) ? value + 0 : NOT_SIMPLE);

const isNumbers = (value: readonly Json[]): value is readonly number[] =>
  value.every((item) => typeof item === 'number');

/** Some functions that are called often, as they are on the values that they are called with mostly. */
const CALLS: ReadonlyMap<string, readonly [takes: number, call: Call]> = new Map<string, readonly [number, Call]>([
  ['exists', [1, ([value]) => value !== undefined]],
  ['not', [1, ([value]) => (typeof value === 'boolean' ? !value : NOT_SIMPLE)]],
  ['count', [1, ([value]) => (value === undefined ? 0 : isArray(value) ? value.length : 1)]],
  [
    'sum',
    [
      1,
      ([value]) =>
        isArray(value) && isNumbers(value) ? finite(value.reduce((sum, item) => sum + item, 0)) : NOT_SIMPLE,
    ],
  ],
  ['length', [1, ofText((text) => [...text].length)]],
  ['uppercase', [1, ofText((text) => text.toUpperCase())]],
  ['lowercase', [1, ofText((text) => text.toLowerCase())]],
  [
    'contains',
    [
      2,
      ([text, sought]) => (typeof text === 'string' && typeof sought === 'string' ? text.includes(sought) : NOT_SIMPLE),
    ],
  ],
]);

/** A call of one of them. Not where a variable of that name has been assigned. */
export function compileCall({ procedure, arguments: args = [] }: Node, inner: Inner): Simple | undefined {
  const name = String(procedure?.value);
  const [takes, call] = CALLS.get(name) ?? [];
  if (procedure?.type !== 'variable' || 'predicate' in procedure || call === undefined || takes !== args.length)
    return undefined;
  const given = args.map(inner);
  if (given.includes(undefined)) return undefined;
  return (read) => {
    if (read(name, undefined) !== NOT_SIMPLE) return NOT_SIMPLE;
    const values: (Json | undefined)[] = [];
    for (const arg of given as readonly Simple[]) {
      const value = arg(read);
      if (value === NOT_SIMPLE) return NOT_SIMPLE;
      values.push(value);
    }
    return call(values);
  };
}

import { isObject, own } from '../json/object.js';
import type { Json } from '../machine.js';

/** The library's tree, as far as it is looked at here. */
export interface PathNode {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly PathNode[];
  readonly [more: string]: unknown;
}

/** The names of `$states.input.a.b`, or of a variable's; undefined for any other expression. */
export function simplePath(node: PathNode): readonly [root: string, ...names: string[]] | undefined {
  if (node.type === 'variable' && isPlain(node)) return [String(node.value)];
  if (node.type !== 'path' || !node.steps || node.keepSingletonArray || 'group' in node) return undefined;
  const [root, ...names] = node.steps;
  if (root?.type !== 'variable' || !isPlain(root) || root.value === '' || root.value === '$') return undefined;
  if (!names.every((step) => step.type === 'name' && isPlain(step))) return undefined;
  return [String(root.value), ...names.map(({ value }) => String(value))];
}

const MORE = ['predicate', 'stages', 'group', 'focus', 'index', 'ancestor', 'tuple', 'keepArray'] as const;
const isPlain = (node: PathNode): boolean => MORE.every((field) => !(field in node));

/** A list on the way: JSONata then looks into each of its items, which is for the library. */
export const NOT_SIMPLE = Symbol('not simple');

export function followNames(value: Json | undefined, names: readonly string[]): Json | undefined | typeof NOT_SIMPLE {
  let found = value;
  for (const name of names) {
    if (Array.isArray(found)) return NOT_SIMPLE;
    if (found === undefined || !isObject(found)) return undefined;
    found = own(found, name);
  }
  return found;
}

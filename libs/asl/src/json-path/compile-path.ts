import type { Json, Scope } from '../machine.js';
import { own } from '../json/object.js';
import { child, follow } from './follow.js';
import { isDefinite, type DefiniteSegment, type Path } from './path.js';
import { selectFrom } from './select.js';

/** Nothing found is `undefined`: JSON has no such value. */
export type Reader = (scope: Scope) => Json | undefined;

/**
 * A path, ready to read. As with Jayway's JSONPath, which AWS uses, a definite path gives the node it names, and any
 * other path a list, which is empty where even the beginning of the path is missing (recorded on AWS).
 */
export function compilePath({ root, segments }: Path): Reader {
  const firstOpen = segments.findIndex((segment) => !isDefinite(segment));
  const beginning = segments.slice(0, firstOpen < 0 ? segments.length : firstOpen) as DefiniteSegment[];
  const read = root === '$' ? readInput(beginning) : readFrom(root, beginning);
  if (firstOpen < 0) return read;
  const select = selectFrom(segments.slice(firstOpen));
  return (scope) => {
    const start = read(scope);
    return select(start, rootOf(root, scope) ?? null);
  };
}

/** What a path begins at. */
function rootOf(root: string, { input, context, variables }: Scope): Json | undefined {
  if (root === '$') return input;
  return root === '$$' ? context() : own(variables, root.slice(1));
}

function readInput(segments: readonly DefiniteSegment[]): Reader {
  const [first, ...rest] = segments;
  if (first === undefined) return ({ input }) => input;
  if (rest.length === 0) return ({ input }) => child(input, first);
  return ({ input }) => follow(segments, input);
}

const readFrom =
  (root: string, segments: readonly DefiniteSegment[]): Reader =>
  (scope) => {
    const start = rootOf(root, scope);
    return start === undefined ? undefined : follow(segments, start);
  };

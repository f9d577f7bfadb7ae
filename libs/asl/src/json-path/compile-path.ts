import { own } from '../json/object.js';
import type { Json, Scope } from '../machine.js';
import { child, follow } from './follow.js';
import { isDefinite, type DefiniteSegment, type Path } from './path.js';
import { applyPathFunction } from './path-functions.js';
import { selectFrom } from './select.js';

/** Nothing found is `undefined`: JSON has no such value. */
export type Reader = (scope: Scope) => Json | undefined;

/**
 * A path, ready to read. As with Jayway's JSONPath, which AWS uses, a definite path gives the node it names, and any
 * other path a list, which is empty where even the beginning of the path is missing (recorded on AWS).
 */
export function compilePath({ root, segments }: Path): Reader {
  const last = segments.at(-1);
  if (last?.kind === 'function') {
    const read = compilePath({ text: '', root, segments: segments.slice(0, -1) });
    return (scope) => applyPathFunction(last.name, read(scope));
  }
  const firstOpen = segments.findIndex((segment) => !isDefinite(segment));
  const beginning = segments.slice(0, firstOpen < 0 ? segments.length : firstOpen) as DefiniteSegment[];
  const read = readFrom(root, beginning);
  if (firstOpen < 0) return read;
  const select = selectFrom(segments.slice(firstOpen));
  const whole = rootReader(root);
  return (scope) => select(read(scope), whole(scope) ?? null);
}

function readFrom(root: string, segments: readonly DefiniteSegment[]): Reader {
  const [first] = segments;
  const whole = rootReader(root);
  if (first === undefined) return whole;
  if (root === '$' && segments.length === 1) return ({ input }) => child(input, first);
  return (scope) => {
    const start = whole(scope);
    return start === undefined ? undefined : follow(segments, start);
  };
}

/** What the path begins with; a variable that nobody assigned is nothing. */
function rootReader(root: string): Reader {
  if (root === '$') return ({ input }) => input;
  if (root === '$$') return ({ context }) => context();
  const name = root.slice(1);
  return ({ variables }) => own(variables, name);
}

import type { Json } from '../machine.js';
import { sizeOf } from '../json/size-of.js';
import type { Report } from './report.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MOST_BYTES = 1_048_576;
/** Some fifty Parallel states within each other. All that reads a definition recursively relies on this. */
export const DEEPEST = 200;

interface Open {
  readonly value: unknown;
  readonly depth: number;
}

/**
 * A copy of the definition that is JSON, of a size and depth that everything after this can rely on; or nothing, and
 * why. Not recursive, since it is what makes recursion safe.
 */
export function withinLimits(definition: unknown, report: Report): Json | undefined {
  const problem = findProblem(definition);
  if (problem !== undefined) {
    report.add({ severity: 'ERROR', path: '$', ...problem });
    return undefined;
  }
  return JSON.parse(JSON.stringify(definition)) as Json;
}

export const TOO_LARGE = {
  code: 'TOO_LARGE',
  message: `A definition MUST NOT be larger than 1 MB (${MOST_BYTES} bytes).`,
};
export const TOO_DEEP = {
  code: 'TOO_DEEP',
  message: `A definition MUST NOT be nested more than ${DEEPEST} levels deep.`,
};
const NOT_JSON = {
  code: 'NOT_JSON',
  message: 'A definition MUST be JSON: objects, arrays, strings, finite numbers, booleans and null.',
};

function findProblem(definition: unknown): { readonly code: string; readonly message: string } | undefined {
  const open: Open[] = [{ value: definition, depth: 0 }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // The shortest value and its comma take two bytes; a value that contains itself ends here or by its depth.
    if (++values > MOST_BYTES / 2) return TOO_LARGE;
    if (next.depth > DEEPEST) return TOO_DEEP;
    if (typeof next.value === 'object' && next.value !== null) {
      if (!isPlain(next.value)) return NOT_JSON;
      for (const value of Object.values(next.value)) open.push({ value, depth: next.depth + 1 });
    } else if (!isScalar(next.value)) return NOT_JSON;
  }
  return sizeOf(definition as Json, MOST_BYTES) > MOST_BYTES ? TOO_LARGE : undefined;
}

const isScalar = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** Made by a literal or by `JSON.parse` (of whichever realm), not by a class. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return Object.keys(value).length === value.length;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

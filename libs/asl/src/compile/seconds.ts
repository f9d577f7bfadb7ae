import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { Evaluated, Json, Scope } from '../machine.js';
import { noResults } from './no-results.js';

/** The longest time-out AWS takes. */
export const MOST_SECONDS = 99_999_999;

export const isSeconds = (value: Json): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MOST_SECONDS;

/** A time-out: given, by path from the raw input, or none. */
export function compileSeconds(
  field: string,
  seconds: number | undefined,
  path: string | undefined,
): (scope: Scope) => Evaluated<number | undefined> {
  if (path === undefined) {
    const constant = { ok: true, value: seconds } as const;
    return () => constant;
  }
  const read = compilePath(definedPath(path));
  return (scope) => {
    const value = read(scope);
    if (value === undefined) return noResults(path);
    return isSeconds(value) ? { ok: true, value } : notSeconds(field, path, value);
  };
}

/** AWS's sentence, as recorded for `MaxConcurrencyPath`. */
const notSeconds = (field: string, path: string, value: Json): Evaluated<never> => ({
  ok: false,
  error: 'States.Runtime',
  cause: `The ${field} field refers to value "${typeof value === 'string' ? value : quoted(value)}" which is not a valid integer: ${path}`,
});

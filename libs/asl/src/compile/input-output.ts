import { isObject } from '../json/object.js';
import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath, definedReferencePath } from '../json-path/defined-path.js';
import { insert } from '../json-path/insert.js';
import type { Evaluated, Json, JsonObject, Scope } from '../machine.js';
import { compileTemplate } from '../payload-template/compile-template.js';
import { noResults } from './no-results.js';

/** The stages of a state's data. https://states-language.net/spec.html#filters */
export type Stage = (scope: Scope) => Evaluated<Json>;
export type Placed = (rawInput: Json, result: Json) => Evaluated<Json>;

const EMPTY: JsonObject = {};
const ok = (value: Json): Evaluated<Json> => ({ ok: true, value });

/** The same context, with another value for `$`. */
export const withInput = (scope: Scope, input: Json): Scope => ({ ...scope, input });

/** `InputPath` or `OutputPath`: default `$`; `null` gives `{}`. */
export function compileFilter(path: string | null | undefined): Stage {
  if (path === undefined || path === '$') return ({ input }) => ok(input);
  if (path === null) return () => ok(EMPTY);
  const read = compilePath(definedPath(path));
  return (scope) => {
    const value = read(scope);
    return value === undefined ? noResults(path) : ok(value);
  };
}

/** The first stage, then the second on what it gave. */
export const inTurn =
  (first: Stage, second: Stage): Stage =>
  (scope) => {
    const between = first(scope);
    if (!between.ok) return between;
    return second(between.value === scope.input ? scope : withInput(scope, between.value));
  };

/** `InputPath`, then `Parameters`. */
export function compileInput(definition: {
  readonly InputPath?: string | null;
  readonly Parameters?: JsonObject;
}): Stage {
  const filter = compileFilter(definition.InputPath);
  if (definition.Parameters === undefined) return filter;
  const template = compileTemplate(definition.Parameters);
  return isWhole(definition.InputPath) ? template : inTurn(filter, template);
}

/** `InputPath`, then `OutputPath`: all that the states without a result do. */
export function compileThrough(definition: {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}): Stage {
  const filter = compileFilter(definition.InputPath);
  return isWhole(definition.OutputPath) ? filter : inTurn(filter, compileFilter(definition.OutputPath));
}

export const isWhole = (path: string | null | undefined): boolean => path === undefined || path === '$';

/**
 * Where the result goes in the raw input: `$` (the default) replaces it, `null` keeps it and drops the result.
 * https://states-language.net/spec.html#using-paths
 */
export function compileResultPath(path: string | null | undefined): Placed {
  if (path === undefined || path === '$') return (_rawInput, result) => ok(result);
  if (path === null) return (rawInput) => ok(rawInput);
  const segments = definedReferencePath(path);
  return (rawInput, result) => {
    const placed = isObject(rawInput) || Array.isArray(rawInput) ? insert(rawInput, segments, result) : undefined;
    return placed === undefined ? doesNotFit(path, rawInput) : ok(placed);
  };
}

const doesNotFit = (path: string, rawInput: Json): Evaluated<never> => ({
  ok: false,
  error: 'States.ResultPathMatchFailure',
  cause: `Unable to apply the ResultPath '${path}' to the input '${quoted(rawInput)}'`,
});

import { isArray, isObject } from '../json/object.js';
import { quoted } from '../json/quoted.js';
import { CallFailed, compileCall } from '../intrinsics/compile-call.js';
import { looksLikeCall } from '../intrinsics/parse-call.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { Evaluated, Json, JsonObject, Scope } from '../machine.js';

/** A path of the template that found nothing. */
class Missing {
  constructor(
    readonly field: string,
    readonly path: string,
    readonly within: Json,
  ) {}
}

type Fill = (scope: Scope) => Json | Missing | CallFailed;
const isFailure = (value: Json | Missing | CallFailed): value is Missing | CallFailed =>
  value instanceof Missing || value instanceof CallFailed;

type Field = readonly [name: string, fill: Fill];

/** A field whose name ends so holds a path that its value is read by. */
export const PATH_SUFFIX = '.$';

/**
 * A payload template, compiled once. What has no path in it is used as it is, whole.
 * The sentence and the name of the error are those recorded on AWS.
 * https://states-language.net/spec.html#payload-template
 */
export function compileTemplate(template: JsonObject): (scope: Scope) => Evaluated<Json> {
  const fill = compileValue(template);
  return (scope) => {
    const value = fill(scope);
    if (value instanceof CallFailed) return { ok: false, error: 'States.IntrinsicFailure', cause: value.cause };
    return value instanceof Missing ? notFound(value) : { ok: true, value };
  };
}

const notFound = ({ field, path, within }: Missing): Evaluated<never> => ({
  ok: false,
  error: 'States.Runtime',
  cause: `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${quoted(within)}'`,
});

const compileValue = (value: Json): Fill =>
  isConstant(value) ? () => value : isArray(value) ? compileList(value) : compileObject(value as JsonObject);

function isConstant(value: Json): boolean {
  if (isArray(value)) return value.every(isConstant);
  if (!isObject(value)) return true;
  return Object.entries(value).every(([name, field]) => !name.endsWith(PATH_SUFFIX) && isConstant(field));
}

function compileList(list: readonly Json[]): Fill {
  const items = list.map(compileValue);
  return (scope) => {
    const filled: Json[] = [];
    for (const item of items) {
      const value = item(scope);
      if (isFailure(value)) return value;
      filled.push(value);
    }
    return filled;
  };
}

function compileObject(object: JsonObject): Fill {
  const fields = Object.entries(object).map(([name, value]) => compileField(name, value));
  return (scope) => {
    const filled: Record<string, Json> = {};
    for (const [name, fill] of fields) {
      const value = fill(scope);
      if (isFailure(value)) return value;
      // An assignment to `__proto__` would set the prototype.
      if (name === '__proto__') defineField(filled, name, value);
      else filled[name] = value;
    }
    return filled;
  };
}

const defineField = (object: Record<string, Json>, name: string, value: Json): void => {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
};

function compileField(name: string, value: Json): Field {
  if (!name.endsWith(PATH_SUFFIX)) return [name, compileValue(value)];
  const plainName = name.slice(0, -PATH_SUFFIX.length);
  if (looksLikeCall(String(value))) return [plainName, compileCall(String(value))];
  const path = definedPath(String(value));
  const read = compilePath(path);
  const fill: Fill = (scope) => {
    const found = read(scope);
    if (found !== undefined) return found;
    return new Missing(name, path.text, path.root === '$$' ? scope.context() : scope.input);
  };
  return [plainName, fill];
}

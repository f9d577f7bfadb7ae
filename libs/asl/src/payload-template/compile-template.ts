import { evaluated, Failure } from '../failure.js';
import { compileCall, type Fill } from '../intrinsics/compile-call.js';
import { looksLikeCall } from '../intrinsics/parse-call.js';
import { isArray, isObject } from '../json/object.js';
import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { Evaluated, Json, JsonObject, Scope } from '../machine.js';

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
  return (scope) => evaluated(fill(scope));
}

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
      if (value instanceof Failure) return value;
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
      if (value instanceof Failure) return value;
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
  const text = String(value);
  return [name.slice(0, -PATH_SUFFIX.length), looksLikeCall(text) ? compileCall(text) : compileRead(name, text)];
}

function compileRead(field: string, text: string): Fill {
  const path = definedPath(text);
  const read = compilePath(path);
  return (scope) => {
    const found = read(scope);
    return found === undefined ? notFound(field, text, path.root === '$$' ? scope.context() : scope.input) : found;
  };
}

const notFound = (field: string, path: string, within: Json): Failure =>
  new Failure(
    'States.Runtime',
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${quoted(within)}'`,
  );

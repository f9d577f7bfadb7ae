import { isArray, isObject } from '../json/object.js';
import type { Evaluated, Json, JsonObject, Later, Scope } from '../machine.js';
import { compileExpression, expressionIn, type Expression, type States } from './compile-expression.js';

/** A value in which expressions may stand, compiled once. What has none in it is used as it is, whole. */
export function compileJsonataTemplate(template: Json, location: string): Expression {
  const text = expressionIn(template);
  if (text !== undefined) return compileExpression(text, location);
  if (isConstant(template)) {
    const constant: Evaluated<Json> = { ok: true, value: template };
    return () => constant;
  }
  return isArray(template) ? compileList(template, location) : compileObject(template as JsonObject, location);
}

export function isConstant(template: Json): boolean {
  if (isArray(template)) return template.every(isConstant);
  if (isObject(template)) return Object.values(template).every(isConstant);
  return expressionIn(template) === undefined;
}

function compileList(list: readonly Json[], location: string): Expression {
  const items = list.map((item, index) => compileJsonataTemplate(item, `${location}[${index}]`));
  return (scope, states) => evaluateAll(items, scope, states, (values) => values);
}

function compileObject(object: JsonObject, location: string): Expression {
  const names = Object.keys(object);
  const fields = names.map((name) => compileJsonataTemplate(object[name]!, `${location}/${name}`));
  return (scope, states) =>
    evaluateAll(fields, scope, states, (values) => Object.fromEntries(names.map((name, at) => [name, values[at]!])));
}

type Made = (values: readonly Json[]) => Json;

/** One after the other; at once as long as none has to be waited for. */
function evaluateAll(parts: readonly Expression[], scope: Scope, states: States, made: Made): Later<Evaluated<Json>> {
  const values: Json[] = [];
  for (const [at, part] of parts.entries()) {
    const value = part(scope, states);
    if (value instanceof Promise)
      return evaluateRest(value, { values, rest: parts.slice(at + 1), made }, scope, states);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return { ok: true, value: made(values) };
}

interface Begun {
  readonly values: Json[];
  readonly rest: readonly Expression[];
  readonly made: Made;
}

async function evaluateRest(
  first: Promise<Evaluated<Json>>,
  { values, rest, made }: Begun,
  scope: Scope,
  states: States,
): Promise<Evaluated<Json>> {
  let value = await first;
  for (const part of rest) {
    if (!value.ok) return value;
    values.push(value.value);
    value = await part(scope, states);
  }
  if (!value.ok) return value;
  values.push(value.value);
  return { ok: true, value: made(values) };
}

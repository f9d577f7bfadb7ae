import { isArray, isObject } from '../json/object.js';
import type { Evaluated, Json, JsonObject } from '../machine.js';
import { compileExpression, expressionIn, type Expression } from './compile-expression.js';

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
  return async (scope, states) => {
    const values: Json[] = [];
    for (const item of items) {
      const value = await item(scope, states);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return { ok: true, value: values };
  };
}

function compileObject(object: JsonObject, location: string): Expression {
  const fields = Object.entries(object).map(
    ([name, field]) => [name, compileJsonataTemplate(field, `${location}/${name}`)] as const,
  );
  return async (scope, states) => {
    const values: [string, Json][] = [];
    for (const [name, field] of fields) {
      const later = field(scope, states);
      const value = later instanceof Promise ? await later : later;
      if (!value.ok) return value;
      values.push([name, value.value]);
    }
    return { ok: true, value: Object.fromEntries(values) };
  };
}

import { isObject } from '../json/object.js';
import type { DefinitionProblem, Json } from '../machine.js';
import { notYet, suggestion } from './not-yet.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import { apply, type Rule } from './rule.js';
import { object, type Shape } from './shape.js';

/** An object of the language: its fields (all of them: any other is refused), and the rules between them. */
export interface Node<Definition> {
  /** "a Task state" */
  readonly what: string;
  readonly fields: { readonly [Field in keyof Definition]-?: Shape };
  readonly required?: readonly (keyof Definition & string)[];
  readonly rules?: readonly Rule[];
}

export const node = <Definition>({ what, fields, required = [], rules = [] }: Node<Definition>): Shape => {
  const shapes = new Map(Object.entries<Shape>(fields as Record<string, Shape>));
  const names = [...shapes.keys()];
  return (value, place, report) => {
    if (!isObject(value)) return object(value, place, report);
    for (const field of required) {
      if (!Object.hasOwn(value, field)) missing(what, field, place, report);
    }
    for (const [name, field] of Object.entries(value)) {
      const shape = shapes.get(name);
      if (shape === undefined) report.add(refusal(what, names, name, place.field(name)));
      else shape(field as Json, place.field(name), report);
    }
    for (const rule of rules) apply(rule, value, place, report);
  };
};

const missing = (what: string, field: string, place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'MISSING_FIELD',
    path: place.path,
    message: `${capital(what)} MUST have a field named "${field}".`,
  });

/** Never ignored: a field that has no effect would be a promise that is not kept. */
function refusal(what: string, known: readonly string[], name: string, at: Place): DefinitionProblem {
  const later = notYet(name);
  const hint = later === undefined ? suggestion(name, known) : undefined;
  return {
    severity: 'ERROR',
    code: later === undefined ? 'UNKNOWN_FIELD' : 'UNSUPPORTED_FIELD',
    path: at.path,
    message: later ?? `"${at.name}" is not a field of ${what}; it is not supported.`,
    ...(hint !== undefined && { hint }),
  };
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

import { isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import { schema } from './aws.js';
import type { LanguageField } from './language.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import { apply, type Rule } from './rule.js';
import { object, type Shape } from './shape.js';

export type Field = Shape | LanguageField;

/** An object of the language: its fields (all of them: any other is refused), and the rules between them. */
export interface Node<Definition> {
  /** "a Task state" */
  readonly what: string;
  readonly fields: { readonly [Name in keyof Definition]-?: Field };
  readonly required?: readonly (keyof Definition & string)[];
  readonly rules?: readonly Rule[];
}

/** A node's shape remembers what it is made of, for the table of what is supported. */
export type NodeShape = Shape & { readonly what: string; readonly fields: ReadonlyMap<string, Field> };

export const node = <Definition>({ what, fields, required = [], rules = [] }: Node<Definition>): NodeShape => {
  const known = new Map(Object.entries<Field>(fields as Record<string, Field>));
  const shape: Shape = (value, place, report) => {
    if (!isObject(value)) return object(value, place, report);
    const absent = required.filter((field) => !Object.hasOwn(value, field));
    if (absent.length > 0) missing(what, absent, place, report);
    for (const [name, inner] of Object.entries(value)) {
      const field = known.get(name);
      if (field === undefined) unknown(name, { what, known: [...known.keys()] }, place, report);
      else if (typeof field === 'function') field(inner, place.field(name), report);
      else if (field.language === place.language) field.shape(inner, place.field(name), report);
      else otherLanguage(field.language, place.field(name), place, report);
    }
    for (const rule of rules) apply(rule, value, place, report);
  };
  return Object.assign(shape, { what, fields: known });
};

/** Step Functions lists what a state machine lacks, and names what another object lacks one by one. */
function missing(what: string, fields: readonly string[], place: Place, report: Report): void {
  const listed = `These fields are required: [${fields.join(', ')}]`;
  fields.forEach((field, index) => {
    const message = fields.includes('StartAt') || fields.includes('States') ? listed : oneMissing(field);
    report.add({
      severity: 'ERROR',
      code: 'MISSING_FIELD',
      path: place.path,
      message: `${capital(what)} MUST have a field named "${field}".`,
      ...(message === listed && index > 0 ? {} : { aws: schema(message, place) }),
    });
  });
}

const oneMissing = (field: string): string => `The field '${field}' is required but was missing`;

/** Never ignored: a field that has no effect would be a promise that is not kept. */
function unknown(
  name: string,
  { what, known }: { readonly what: string; readonly known: readonly string[] },
  place: Place,
  report: Report,
): void {
  const at = place.field(name);
  const hint = suggestion(at.name, known);
  report.add({
    severity: 'ERROR',
    code: 'UNKNOWN_FIELD',
    path: at.path,
    message: `"${at.name}" is not a field of ${what}; it is not supported.`,
    aws: schema(`Field '${at.name}' is not supported`, place),
    ...(hint !== undefined && { hint }),
  });
}

/** The field that was probably meant. */
function suggestion(name: string, known: readonly string[]): string | undefined {
  const meant = known.find((field) => field.toLowerCase() === name.toLowerCase());
  return meant === undefined ? undefined : `Field names are case-sensitive: write "${meant}".`;
}

/** https://states-language.net/spec.html#querylanguage-field */
const otherLanguage = (language: string, at: Place, place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'OTHER_QUERY_LANGUAGE',
    path: at.path,
    message: `"${at.name}" is a field of ${language}; the query language here is ${place.language}.`,
    hint: `Set "QueryLanguage" to "${language}", or leave the field out.`,
    aws: schema(
      `The QueryLanguage is set to '${place.language}', but field '${at.name}' is only supported for the '${language}' QueryLanguage`,
      place,
    ),
  });

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

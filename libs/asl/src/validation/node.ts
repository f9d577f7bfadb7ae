import { isObject } from '../json/object.js';
import type { QueryLanguage } from '../definition.js';
import type { JsonObject } from '../machine.js';
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

/** What is wrong with the object itself comes first, then what is wrong with its fields: the order of Step Functions. */
export const node = <Definition>({ what, fields, required = [], rules = [] }: Node<Definition>): NodeShape => {
  const known = new Map(Object.entries<Field>(fields as Record<string, Field>));
  const shape: Shape = (value, place, report) => {
    if (!isObject(value)) return object(value, place, report);
    const absent = required.filter((field) => !Object.hasOwn(value, field));
    missing(what, absent, place, report);
    for (const name of Object.keys(value)) {
      const field = known.get(name);
      if (field === undefined) unknown(name, { what, known: [...known.keys()] }, place, report);
      else if (languageOf(field, place) !== place.language) otherLanguage(name, place, report);
    }
    for (const rule of rules) apply(rule, value, place, report);
    checkFields(value, known, place, report);
  };
  return Object.assign(shape, { what, fields: known });
};

/** A node that is entered through another shape. */
export const through = ({ what, fields }: NodeShape, shape: Shape): NodeShape => Object.assign(shape, { what, fields });

function checkFields(value: JsonObject, known: ReadonlyMap<string, Field>, place: Place, report: Report): void {
  for (const [name, inner] of Object.entries(value)) {
    const field = known.get(name);
    if (field === undefined || languageOf(field, place) !== place.language) continue;
    const shape = typeof field === 'function' ? field : field.shape;
    shape(inner, place.field(name), report);
  }
}

/** A field that both languages have is of the one that is spoken. */
const languageOf = (field: Field, place: Place): QueryLanguage =>
  typeof field === 'function' ? place.language : field.language;

/** Step Functions lists all that is missing in one sentence. */
function missing(what: string, fields: readonly string[], place: Place, report: Report): void {
  for (const field of fields) {
    report.add({
      severity: 'ERROR',
      code: 'MISSING_FIELD',
      path: place.path,
      message: `${capital(what)} MUST have a field named "${field}".`,
      aws: schema(`These fields are required: [${fields.join(', ')}]`, place),
    });
  }
}

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

/** https://states-language.net/spec.html#query-language */
function otherLanguage(name: string, place: Place, report: Report): void {
  const { language } = place;
  const other = language === 'JSONPath' ? 'JSONata' : 'JSONPath';
  report.add({
    severity: 'ERROR',
    code: 'OTHER_QUERY_LANGUAGE',
    path: place.field(name).path,
    message: `"${name}" is a field of ${other}; the query language here is ${language}.`,
    hint: `Set "QueryLanguage" to "${other}", or leave the field out.`,
    aws: schema(
      `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${other}' QueryLanguage`,
      place,
    ),
  });
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

import jsonata from 'jsonata';
import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import type { Shape } from './shape.js';

const OPENS = '{%';
const CLOSES = '%}';

/** https://states-language.net/spec.html#jsonata */
export const isJsonata = (value: Json): value is string =>
  typeof value === 'string' && (value.startsWith(OPENS) || value.endsWith(CLOSES));

/** Any value; the texts `{% … %}` within it are expressions. */
export const jsonataTemplate: Shape = (value, place, report) => {
  if (isArray(value)) value.forEach((item, index) => jsonataTemplate(item, place.item(index), report));
  else if (isObject(value)) {
    for (const [name, field] of Object.entries(value)) jsonataTemplate(field, place.field(name), report);
  } else if (isJsonata(value)) expression(value, place, report);
};

/** A value, or an expression that makes one. */
export const orJsonata =
  (shape: Shape): Shape =>
  (value, place, report) =>
    (isJsonata(value) ? expression : shape)(value as string, place, report);

function expression(text: string, place: Place, report: Report): void {
  if (!text.startsWith(OPENS) || !text.endsWith(CLOSES) || text.length < OPENS.length + CLOSES.length) {
    return bad('UNCLOSED_JSONATA', 'A JSONata expression MUST begin with "{%" and end with "%}".', place, report);
  }
  try {
    jsonata(text.slice(OPENS.length, -CLOSES.length));
  } catch (problem) {
    const why = problem instanceof RangeError ? 'It is nested too deeply' : (problem as Error).message;
    bad('INVALID_JSONATA', `This JSONata expression cannot be parsed: ${why}.`, place, report);
  }
}

const bad = (code: string, message: string, place: Place, report: Report): void =>
  report.add({ severity: 'ERROR', code, path: place.path, message });

import { isArray, isObject } from '../../json/object.js';
import type { Json } from '../../machine.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { object, type Shape } from '../shape.js';
import { checkExpression, isJsonata, type Sees } from './expression.js';

/** Any value; the texts `{% … %}` within it are expressions. https://states-language.net/spec.html#jsonata-evaluation */
export const jsonataTemplate =
  (...sees: readonly Sees[]): Shape =>
  (value, place, report) =>
    within(value, place, report, sees);

function within(value: Json, place: Place, report: Report, sees: readonly Sees[]): void {
  if (isArray(value)) value.forEach((item, index) => within(item, place.item(index), report, sees));
  else if (isObject(value)) {
    for (const [name, field] of Object.entries(value)) within(field, place.field(name), report, sees);
  } else if (isJsonata(value)) checkExpression(value, place, report, sees);
}

/** As above, of an object. */
export const jsonataObject =
  (...sees: readonly Sees[]): Shape =>
  (value, place, report) => {
    object(value, place, report);
    within(value, place, report, sees);
  };

/** A value of the shape, or an expression that makes one. */
export const orJsonata =
  (shape: Shape): Shape =>
  (value, place, report) =>
    isJsonata(value) ? checkExpression(value, place, report, []) : shape(value, place, report);

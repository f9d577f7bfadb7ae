import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import { schema } from './aws.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import { shown } from './rule.js';

/** What the value of a field has to be. Reports all that it is not. */
export type Shape = (value: Json, place: Place, report: Report) => void;

interface Scalar {
  readonly must: string;
  readonly code?: string;
  readonly hint?: string;
  /** Step Functions' sentence. */
  readonly aws?: (value: Json, place: Place) => string;
  readonly holds: (value: Json) => boolean;
}

/** `The value of "MaxAttempts" MUST be …; it is "three".` */
export const scalar =
  ({ must, holds, code = 'WRONG_TYPE', hint, aws }: Scalar): Shape =>
  (value, place, report) => {
    if (holds(value)) return;
    report.add({
      severity: 'ERROR',
      code,
      path: place.path,
      message: `The value of "${place.name}" MUST ${must}; it is ${shown(value)}.`,
      ...(hint !== undefined && { hint }),
      ...(aws !== undefined && { aws: schema(aws(value, place), place) }),
    });
  };

export const anything: Shape = () => {};
export const text = scalar({ must: 'be a string', holds: (value) => typeof value === 'string' });
export const boolean = scalar({ must: 'be a boolean', holds: (value) => typeof value === 'boolean' });
export const number = scalar({ must: 'be a number', holds: (value) => typeof value === 'number' });

export const constant = (...allowed: readonly Json[]): Shape =>
  scalar({
    must: allowed.length === 1 ? `be ${shown(allowed[0])}` : `be one of ${allowed.map(shown).join(', ')}`,
    code: 'WRONG_VALUE',
    aws: (_value, { name }) =>
      `The field '${name}' should have one of these values: [${allowed.map(String).join(', ')}]`,
    holds: (value) => allowed.includes(value),
  });

/** AWS's limit on seconds and on attempts. */
const MOST = 99_999_999;

/** An integer within bounds, both included. */
export const integer = (least: number, most = MOST): Shape =>
  scalar({
    must: `be an integer from ${least} to ${most}`,
    aws: (value) =>
      typeof value === 'number' && value > most ? `Maximum value is ${most}` : `Minimum value is ${least}`,
    holds: (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
  });

export const positiveInteger = integer(1);
export const nonNegativeInteger = integer(0);

export const listOf =
  (item: Shape, what: string, least = 0): Shape =>
  (value, place, report) => {
    if (!isArray(value)) return scalar({ must: `be an array of ${what}`, holds: () => false })(value, place, report);
    if (value.length < least) emptyList(what)(value, place, report);
    value.forEach((each, index) => item(each, place.item(index), report));
  };

const emptyList = (what: string): Shape =>
  scalar({
    must: `be a non-empty array of ${what}`,
    code: 'EMPTY_LIST',
    aws: () => 'Value cannot be empty',
    holds: () => false,
  });

export const object = scalar({ must: 'be an object', holds: isObject });

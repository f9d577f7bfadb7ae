import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import { shown } from './rule.js';

/** What the value of a field has to be. Reports all that it is not. */
export type Shape = (value: Json, place: Place, report: Report) => void;

interface Scalar {
  readonly must: string;
  readonly code?: string;
  readonly hint?: string;
  readonly holds: (value: Json) => boolean;
}

/** `The value of "MaxAttempts" MUST be …; it is "three".` */
export const scalar =
  ({ must, holds, code = 'WRONG_TYPE', hint }: Scalar): Shape =>
  (value, place, report) => {
    if (holds(value)) return;
    report.add({
      severity: 'ERROR',
      code,
      path: place.path,
      message: `The value of "${place.name}" MUST ${must}; it is ${shown(value)}.`,
      ...(hint !== undefined && { hint }),
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
    holds: (value) => allowed.includes(value),
  });

/** AWS's limit on seconds and on attempts. */
const MOST = 99_999_999;
const isIntegerFrom = (least: number) => (value: Json) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MOST;

export const positiveInteger = scalar({ must: `be an integer from 1 to ${MOST}`, holds: isIntegerFrom(1) });
export const nonNegativeInteger = scalar({ must: `be an integer from 0 to ${MOST}`, holds: isIntegerFrom(0) });

export const listOf =
  (item: Shape, what: string, least = 0): Shape =>
  (value, place, report) => {
    if (!isArray(value)) return scalar({ must: `be an array of ${what}`, holds: () => false })(value, place, report);
    if (value.length < least) {
      scalar({ must: `be a non-empty array of ${what}`, code: 'EMPTY_LIST', holds: () => false })(value, place, report);
    }
    value.forEach((each, index) => item(each, place.item(index), report));
  };

export const object = scalar({ must: 'be an object', holds: isObject });

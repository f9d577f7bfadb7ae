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
  readonly aws?: string | ((value: Json, place: Place) => string);
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
      ...(aws !== undefined && { aws: schema(typeof aws === 'string' ? aws : aws(value, place), place) }),
    });
  };

const expected = (type: string): string => `Expected value of type [${type}]`;

export const anything: Shape = () => {};
export const text = scalar({
  must: 'be a string',
  aws: expected('STRING'),
  holds: (value) => typeof value === 'string',
});
export const boolean = scalar({
  must: 'be a boolean',
  aws: expected('BOOLEAN'),
  holds: (value) => typeof value === 'boolean',
});
export const number = scalar({
  must: 'be a number',
  aws: expected('NUMBER'),
  holds: (value) => typeof value === 'number',
});
export const object = scalar({ must: 'be an object', aws: expected('OBJECT'), holds: isObject });

const oneOf = (allowed: readonly string[], aws: (name: string) => string): Shape =>
  scalar({
    must: allowed.length === 1 ? `be ${shown(allowed[0])}` : `be one of ${allowed.map(shown).join(', ')}`,
    code: 'WRONG_VALUE',
    aws: (value, { name }) => (typeof value === 'string' ? aws(name) : expected('STRING')),
    holds: (value) => typeof value === 'string' && allowed.includes(value),
  });

/** One of these texts. */
export const constant = (...allowed: readonly string[]): Shape =>
  oneOf(allowed, () => `Value should be one of the following: [${allowed.join(', ')}]`);

/** One of these texts, by which other fields are allowed: Step Functions says that in another way. */
export const kind = (allowed: readonly string[], ofAws = allowed): Shape =>
  oneOf(allowed, (name) => `The field '${name}' should have one of these values: [${ofAws.join(', ')}]`);

/** AWS's limit on seconds and on attempts. */
const MOST = 99_999_999;

/** An integer within bounds, both included. */
export const integer = (least: number, most = MOST): Shape =>
  scalar({
    must: `be an integer from ${least} to ${most}`,
    aws: (value) => (Number.isInteger(value) ? beyond(value as number, least, most) : expected('INTEGER')),
    holds: (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
  });

export const beyond = (value: number, least: number | string, most: number | string): string =>
  value > Number(most) ? `Maximum value is ${most}` : `Minimum value is ${least}`;

export const positiveInteger = integer(1);
export const nonNegativeInteger = integer(0);

export const listOf =
  (item: Shape, what: string, least = 0): Shape =>
  (value, place, report) => {
    if (!isArray(value)) return notAList(what)(value, place, report);
    if (value.length < least) emptyList(what)(value, place, report);
    value.forEach((each, index) => item(each, place.item(index), report));
  };

const notAList = (what: string): Shape =>
  scalar({ must: `be an array of ${what}`, aws: expected('ARRAY'), holds: () => false });

const emptyList = (what: string): Shape =>
  scalar({
    must: `be a non-empty array of ${what}`,
    code: 'EMPTY_LIST',
    aws: 'Value cannot be empty',
    holds: () => false,
  });

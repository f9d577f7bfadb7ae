import { isObject } from '../../json/object.js';
import type { StateType } from '../../machine.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { shown } from '../rule.js';
import { object, type Shape } from '../shape.js';
import { choice } from './choice.js';
import { fail } from './fail.js';
import { pass } from './pass.js';
import { succeed } from './succeed.js';
import { task } from './task.js';
import { wait } from './wait.js';

/** A type without a row does not compile. */
const STATES: { readonly [T in StateType]: Shape } = {
  Task: task,
  Pass: pass,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
};

const NOT_YET: ReadonlySet<unknown> = new Set(['Parallel', 'Map']);
const LONGEST_NAME = 80;

/** https://states-language.net/spec.html#state-machine-fields */
export const state: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  const { Type } = value;
  if (typeof Type === 'string' && Object.hasOwn(STATES, Type)) STATES[Type as StateType](value, place, report);
  else wrongType(Type, place, report);
};

function wrongType(type: unknown, place: Place, report: Report): void {
  const later = NOT_YET.has(type);
  report.add({
    severity: 'ERROR',
    code: later ? 'UNSUPPORTED_STATE_TYPE' : type === undefined ? 'MISSING_FIELD' : 'UNKNOWN_STATE_TYPE',
    path: type === undefined ? place.path : place.field('Type').path,
    message: later
      ? `States of the type ${shown(type)} are not supported yet.`
      : `A state MUST have a field "Type" with one of the values ${Object.keys(STATES).join(', ')}.`,
  });
}

/** https://states-language.net/spec.html#state-names */
export const states: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  for (const [name, each] of Object.entries(value)) {
    const at = place.field(name);
    // Characters, not UTF-16 units.
    if ([...name].length > LONGEST_NAME || name === '') badName(at, report);
    state(each, at, report);
  }
};

const badName = (place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'BAD_STATE_NAME',
    path: place.path,
    message: `The name of a state MUST NOT be empty, nor longer than ${LONGEST_NAME} characters.`,
  });

import { isObject } from '../../json/object.js';
import type { Json, StateType } from '../../machine.js';
import { schema } from '../aws.js';
import { node } from '../node.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { object, type Shape } from '../shape.js';
import { choice } from './choice.js';
import { languageOf } from './common.js';
import { fail } from './fail.js';
import { map } from './map.js';
import { parallel } from './parallel.js';
import { pass } from './pass.js';
import { succeed } from './succeed.js';
import { task } from './task.js';
import { wait } from './wait.js';

const LONGEST_NAME = 80;

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

/** A type without a row does not compile. The order is that of Step Functions' list. */
export const STATES: { readonly [T in StateType]: ReturnType<typeof node> } = {
  Task: task,
  Wait: wait,
  Pass: pass,
  Succeed: succeed,
  Fail: fail,
  Choice: choice,
  Parallel: parallel(states),
  Map: map(states),
};

/** https://states-language.net/spec.html#state-machine-fields */
export const state: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  const { Type, QueryLanguage } = value;
  if (typeof Type !== 'string' || !Object.hasOwn(STATES, Type)) return wrongType(Type, place, report);
  // A state within a state is written in the machine's language, not in that of the state around it.
  const here = languageOf(QueryLanguage) ?? place.languages.machine;
  if (here === 'JSONPath' && place.languages.machine === 'JSONata') otherThanMachine(place, report);
  STATES[Type as StateType](value, place.speaking({ here }), report);
};

function wrongType(type: Json | undefined, place: Place, report: Report): void {
  const types = Object.keys(STATES).join(', ');
  const at = type === undefined ? place : place.field('Type');
  report.add({
    severity: 'ERROR',
    code: type === undefined ? 'MISSING_FIELD' : 'UNKNOWN_STATE_TYPE',
    path: at.path,
    message: `A state MUST have a field "Type" with one of the values ${types}.`,
    aws: schema(
      type === undefined
        ? "The field 'Type' is required but was missing"
        : `The field 'Type' should have one of these values: [${types}]`,
      at,
    ),
  });
}

const otherThanMachine = (place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'JSONPATH_IN_JSONATA_MACHINE',
    path: place.field('QueryLanguage').path,
    message: 'A state of a machine whose "QueryLanguage" is "JSONata" MUST NOT be written in JSONPath.',
    hint: 'Set "QueryLanguage" to "JSONata" on the states that use it, rather than on the whole machine.',
    aws: schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", place),
  });

const badName = (place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'BAD_STATE_NAME',
    path: place.path,
    message: `The name of a state MUST NOT be empty, nor longer than ${LONGEST_NAME} characters.`,
  });

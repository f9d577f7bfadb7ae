import { isObject } from '../../json/object.js';
import type { Json, StateType } from '../../machine.js';
import { requiredField, schema } from '../aws.js';
import { node } from '../node.js';
import type { Place } from '../place.js';
import { Report } from '../report.js';
import { kind, object, type Shape } from '../shape.js';
import { choice } from './choice.js';
import { languageOf } from './common.js';
import { compensateState } from './compensate-state.js';
import { fail } from './fail.js';
import { map } from './map.js';
import { parallel } from './parallel.js';
import { pass } from './pass.js';
import { succeed } from './succeed.js';
import { task } from './task.js';
import { wait } from './wait.js';

const LONGEST_NAME = 80;

/** https://states-language.net/spec.html#states-fields */
export const states: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  for (const [name, each] of Object.entries(value)) {
    const at = place.field(name);
    // Characters, not UTF-16 units.
    if ([...name].length > LONGEST_NAME || name === '') badName(at, report);
    state(each, at.within({ state: name }), report);
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
  Compensate: compensateState,
};

/** Step Functions has no Compensate state, and does not name it. */
const typeIsKnown = kind(
  Object.keys(STATES),
  Object.keys(STATES).filter((type) => type !== 'Compensate'),
);

/** https://states-language.net/spec.html#state-types */
export const state: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  const { Type, QueryLanguage } = value;
  if (Type === undefined) return noType(place, report);
  if (!isType(Type)) return typeIsKnown(Type, place.field('Type'), report);
  // A state within a state is written in the machine's language, not in that of the state around it.
  const language = languageOf(QueryLanguage) ?? place.machineLanguage;
  if (language === 'JSONata' || place.machineLanguage === 'JSONPath') {
    return STATES[Type](value, place.within({ language }), report);
  }
  otherThanMachine(place, report);
  const found = new Report();
  STATES[Type](value, place.within({ language }), found);
  // That is said once: its fields are not named on top of it.
  for (const problem of found.problems) if (problem.code !== 'OTHER_QUERY_LANGUAGE') report.add(problem);
};

const isType = (value: Json): value is StateType => typeof value === 'string' && Object.hasOwn(STATES, value);

const noType = (place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'MISSING_FIELD',
    path: place.path,
    message: 'All states MUST have a "Type" field.',
    aws: schema(requiredField('Type'), place),
  });

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
    message: `The length of a state name MUST BE less than or equal to ${LONGEST_NAME} Unicode characters, and not 0.`,
    aws: {
      code: 'INVALID_STATE_NAME',
      message: `Invalid State name: State exceeds the ${LONGEST_NAME}-character limit allowed by the service`,
      location: place.location,
    },
  });

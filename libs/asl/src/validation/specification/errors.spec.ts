import { describe } from '@jest/globals';
import { keeps, ONLY, pass, taskState, withDone, type Must } from '../../testing/musts.js';

const retry = (Retry: unknown): unknown => withDone(taskState({ Retry }));
const retrier = (more: object): unknown => retry([{ ErrorEquals: ['E'], ...more }]);
const caught = (Catch: unknown): unknown => withDone(taskState({ Catch }));
const all = { ErrorEquals: ['States.ALL'], Next: 'Done' };

const ERRORS: readonly Must[] = [
  [
    'States MAY report errors with other names, which MUST NOT begin with the prefix "States.".',
    withDone({ Type: 'Fail', Error: 'States.Mine' }),
    `RESERVED_ERROR_NAME ${ONLY}.Error`,
  ],
];

const RETRIERS: readonly Must[] = [
  [
    'Task States, Parallel States, and Map States MAY have a field named "Retry" (a Pass state may not)',
    pass({ Retry: [] }),
    `UNKNOWN_FIELD ${ONLY}.Retry`,
  ],
  ['… whose value MUST be an array of objects, called Retriers.', retry({}), `WRONG_TYPE ${ONLY}.Retry`],
  ['… whose value MUST be an array of objects (each an object)', retry([1]), `WRONG_TYPE ${ONLY}.Retry[0]`],
  ['Each Retrier MUST contain a field named "ErrorEquals"', retry([{}]), `MISSING_FIELD ${ONLY}.Retry[0]`],
  ['… whose value MUST be a non-empty array', retry([{ ErrorEquals: [] }]), `EMPTY_LIST ${ONLY}.Retry[0].ErrorEquals`],
  ['… of Strings', retry([{ ErrorEquals: [1] }]), `WRONG_TYPE ${ONLY}.Retry[0].ErrorEquals[0]`],
  [
    'A Retrier MAY contain a field named "IntervalSeconds", whose value MUST be a positive integer',
    retrier({ IntervalSeconds: 0.5 }),
    `WRONG_TYPE ${ONLY}.Retry[0].IntervalSeconds`,
  ],
  [
    'A Retrier MAY contain a field named "IntervalSeconds" (0, which Step Functions takes)',
    retrier({ IntervalSeconds: 0 }),
    `NO_RETRY_INTERVAL ${ONLY}.Retry[0].IntervalSeconds`,
  ],
  [
    '… a field named "MaxAttempts" whose value MUST be a non-negative integer',
    retrier({ MaxAttempts: -1 }),
    `WRONG_TYPE ${ONLY}.Retry[0].MaxAttempts`,
  ],
  [
    '… a field named "MaxDelaySeconds" whose value MUST be positive integer',
    retrier({ MaxDelaySeconds: 0 }),
    `WRONG_TYPE ${ONLY}.Retry[0].MaxDelaySeconds`,
  ],
  [
    '… a field named "JitterStrategy", whose value MUST be a string',
    retrier({ JitterStrategy: 1 }),
    `WRONG_VALUE ${ONLY}.Retry[0].JitterStrategy`,
  ],
  [
    'The value of BackoffRate MUST be greater than or equal to 1.0.',
    retrier({ BackoffRate: 0.99 }),
    `WRONG_TYPE ${ONLY}.Retry[0].BackoffRate`,
  ],
  [
    'The reserved name "States.ALL" MUST appear alone in the "ErrorEquals" array',
    retry([{ ErrorEquals: ['States.ALL', 'E'] }]),
    `STATES_ALL_NOT_ALONE ${ONLY}.Retry[0].ErrorEquals`,
  ],
  [
    '… and MUST appear in the last Retrier in the "Retry" array.',
    retry([{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }]),
    `STATES_ALL_NOT_LAST ${ONLY}.Retry[0].ErrorEquals`,
  ],
];

const CATCHERS: readonly Must[] = [
  [
    'Task States, Parallel States, and Map States MAY have a field named "Catch"',
    pass({ Catch: [] }),
    `UNKNOWN_FIELD ${ONLY}.Catch`,
  ],
  ['… whose value MUST be an array of objects, called Catchers.', caught({}), `WRONG_TYPE ${ONLY}.Catch`],
  [
    'Each Catcher MUST contain a field named "ErrorEquals"',
    caught([{ Next: 'Done' }]),
    `MISSING_FIELD ${ONLY}.Catch[0]`,
  ],
  ['… and a field named "Next"', caught([{ ErrorEquals: ['E'] }]), `MISSING_FIELD ${ONLY}.Catch[0]`],
  [
    '… whose value MUST be a string exactly matching a State Name.',
    caught([{ ErrorEquals: ['E'], Next: 'done' }]),
    `MISSING_TRANSITION_TARGET ${ONLY}.Catch[0].Next`,
  ],
  [
    'The reserved name "States.ALL" MUST appear alone in the "ErrorEquals" array (Catch)',
    caught([{ ErrorEquals: ['States.ALL', 'E'], Next: 'Done' }]),
    `STATES_ALL_NOT_ALONE ${ONLY}.Catch[0].ErrorEquals`,
  ],
  [
    '… and MUST appear in the last Catcher in the "Catch" array.',
    caught([all, { ErrorEquals: ['E'], Next: 'Done' }]),
    `STATES_ALL_NOT_LAST ${ONLY}.Catch[0].ErrorEquals`,
  ],
  [
    'A Catcher MAY have a "ResultPath" field, which works like a state\'s',
    caught([{ ...all, ResultPath: '$[*]' }]),
    `BAD_PATH ${ONLY}.Catch[0].ResultPath`,
  ],
  [
    'In JSONata States, a Catcher MAY have an "Output" field',
    caught([{ ...all, Output: 1 }]),
    `OTHER_QUERY_LANGUAGE ${ONLY}.Catch[0].Output`,
  ],
];

describe('the specification: errors', () => keeps(ERRORS));
describe('the specification: retrying after error', () => keeps(RETRIERS));
describe('the specification: fallback states', () => keeps(CATCHERS));

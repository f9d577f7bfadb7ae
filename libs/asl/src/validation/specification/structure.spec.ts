import { describe } from '@jest/globals';
import { inner, jsonata, keeps, mapState, ONLY, pass, withDone, type Must } from '../../testing/musts.js';

const succeed = { Type: 'Succeed' };
const wait = (Timestamp: string): unknown => withDone({ Type: 'Wait', Timestamp, Next: 'Done' });

const TOP_LEVEL: readonly Must[] = [
  [
    'A State Machine MUST have an object field named "States", whose fields represent the states.',
    { StartAt: 'A' },
    'MISSING_FIELD $',
  ],
  [
    'A State Machine MUST have an object field named "States" (an object)',
    { StartAt: 'A', States: [] },
    'WRONG_TYPE $.States',
  ],
  ['A State Machine MUST have a string field named "StartAt"', { States: { A: succeed } }, 'MISSING_FIELD $'],
  [
    'A State Machine MUST have a string field named "StartAt" (a string)',
    { StartAt: 1, States: { A: succeed } },
    'WRONG_TYPE $.StartAt',
  ],
  [
    '… whose value MUST match exactly the name of one of the "States" fields.',
    { StartAt: 'a', States: { A: succeed } },
    'MISSING_TRANSITION_TARGET $.StartAt',
  ],
  [
    'A State Machine MAY have a string field named "QueryLanguage". The States Language supports JSONPath and JSONata.',
    { ...pass(), QueryLanguage: 'JMESPath' },
    'WRONG_VALUE $.QueryLanguage',
  ],
  ['A State Machine MAY have a string field named "Comment".', { ...pass(), Comment: 1 }, 'WRONG_TYPE $.Comment'],
  [
    'A State Machine MAY have a string field named "Version". This document describes version 1.0.',
    { ...pass(), Version: '2.0' },
    'WRONG_VALUE $.Version',
  ],
  [
    'A State Machine MAY have an integer field named "TimeoutSeconds".',
    { ...pass(), TimeoutSeconds: 1.5 },
    'WRONG_TYPE $.TimeoutSeconds',
  ],
];

const STATES: readonly Must[] = [
  [
    'The state name MUST be unique within the scope of the entire state machine.',
    withDone(mapState({ ItemProcessor: inner('Done') })),
    `DUPLICATE_STATE_NAME ${ONLY}.ItemProcessor.States.Done`,
  ],
  [
    'The length of the state name MUST BE less than or equal to 80 Unicode characters.',
    { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: succeed } },
    `BAD_STATE_NAME $.States.${'x'.repeat(81)}`,
  ],
  ['All states MUST have a "Type" field.', withDone({ Next: 'Done' }), `MISSING_FIELD ${ONLY}`],
  ['Any state MAY have a "Comment" field (a string)', pass({ Comment: {} }), `WRONG_TYPE ${ONLY}.Comment`],
  [
    'Any state MAY have a "QueryLanguage" field (JSONPath or JSONata)',
    pass({ QueryLanguage: 'SQL' }),
    `WRONG_VALUE ${ONLY}.QueryLanguage`,
  ],
  [
    'The interpreter MAY restrict specific combinations of the top-level "QueryLanguage" field and a state\'s.',
    jsonata({ Type: 'Pass', QueryLanguage: 'JSONPath', Next: 'Done' }),
    `JSONPATH_IN_JSONATA_MACHINE ${ONLY}.QueryLanguage`,
  ],
  [
    "The default query language for each state inside the Map's \"ItemProcessor\" is the state machine's, independent of the Map's.",
    withDone(mapState({ QueryLanguage: 'JSONata', ItemProcessor: inner('Inner', { Output: 1 }) })),
    `OTHER_QUERY_LANGUAGE ${ONLY}.ItemProcessor.States.Inner.Output`,
  ],
  [
    'Any state except for Choice, Succeed, and Fail MAY have a field named "End" whose value MUST be a boolean.',
    withDone({ Type: 'Pass', End: 'true' }),
    `WRONG_TYPE ${ONLY}.End`,
  ],
  [
    'Any state except for Succeed MAY have a field named "End"',
    withDone({ ...succeed, End: true }),
    `UNKNOWN_FIELD ${ONLY}.End`,
  ],
];

const TRANSITIONS: readonly Must[] = [
  [
    'All non-terminal states MUST have a "Next" field, except for the Choice State.',
    withDone({ Type: 'Pass' }),
    `NEXT_OR_END ${ONLY}`,
  ],
  ['One of: Next or "End":true', withDone({ Type: 'Pass', Next: 'Done', End: true }), `NEXT_OR_END ${ONLY}`],
  [
    'The value of the "Next" field MUST exactly and case-sensitively match the name of another state.',
    pass({ Next: 'done' }),
    `MISSING_TRANSITION_TARGET ${ONLY}.Next`,
  ],
  [
    'Because Succeed States are terminal states, they have no "Next" field.',
    withDone({ ...succeed, Next: 'Done' }),
    `UNKNOWN_FIELD ${ONLY}.Next`,
  ],
  [
    'Because Fail States are terminal states, they have no "Next" field.',
    withDone({ Type: 'Fail', Next: 'Done' }),
    `UNKNOWN_FIELD ${ONLY}.Next`,
  ],
];

const TIMESTAMPS: readonly Must[] = [
  [
    'These are strings which MUST conform to the RFC3339 profile of ISO 8601',
    wait('14 March 2016'),
    `BAD_TIMESTAMP ${ONLY}.Timestamp`,
  ],
  [
    '… an uppercase "T" character MUST be used to separate date and time',
    wait('2016-03-14t01:59:00Z'),
    `BAD_TIMESTAMP ${ONLY}.Timestamp`,
  ],
  [
    '… an uppercase "Z" character MUST be present in the absence of a numeric time zone offset',
    wait('2016-03-14T01:59:00'),
    `BAD_TIMESTAMP ${ONLY}.Timestamp`,
  ],
];

describe('the specification: top-level fields', () => keeps(TOP_LEVEL));
describe('the specification: states', () => keeps(STATES));
describe('the specification: transitions', () => keeps(TRANSITIONS));
describe('the specification: timestamps', () => keeps(TIMESTAMPS));

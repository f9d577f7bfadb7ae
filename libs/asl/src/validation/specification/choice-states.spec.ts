import { describe } from '@jest/globals';
import { jsonata, keeps, ONLY, withDone, type Must } from '../../testing/musts.js';

type Fields = Record<string, unknown>;
const choice = (Choices: unknown, more: Fields = {}): unknown =>
  withDone({ Type: 'Choice', Choices, Default: 'Done', ...more });
const rule = (more: Fields): unknown => choice([{ Variable: '$.a', Next: 'Done', ...more }]);
const test = { Variable: '$.a', IsNull: true };

const CHOICE: readonly Must[] = [
  [
    'A Choice State MUST have a "Choices" field',
    withDone({ Type: 'Choice', Default: 'Done' }),
    `MISSING_FIELD ${ONLY}`,
  ],
  ['… whose value is a non-empty array.', choice([]), `EMPTY_LIST ${ONLY}.Choices`],
  ['Each element of the array MUST be a JSON object.', choice([1]), `WRONG_TYPE ${ONLY}.Choices[0]`],
  ['A Choice Rule at the top level MUST have a "Next" field', choice([test]), `MISSING_FIELD ${ONLY}.Choices[0]`],
  [
    '… whose value MUST match a state name.',
    choice([{ ...test, Next: 'done' }]),
    `MISSING_TRANSITION_TARGET ${ONLY}.Choices[0].Next`,
  ],
  [
    'In a JSONata Choice State, each Choice Rule MUST have a "Condition" field.',
    jsonata({ Type: 'Choice', Choices: [{ Next: 'Done' }] }),
    `MISSING_CONDITION ${ONLY}.Choices[0]`,
  ],
  [
    'The "Condition" field accepts a boolean value or a JSONata string',
    jsonata({ Type: 'Choice', Choices: [{ Condition: 'true', Next: 'Done' }] }),
    `WRONG_TYPE ${ONLY}.Choices[0].Condition`,
  ],
  [
    'A Choice Rule MUST be either a Boolean Expression or a Data-test Expression.',
    choice([{ Next: 'Done' }]),
    `CHOICE_RULE_FORMS ${ONLY}.Choices[0]`,
  ],
  [
    'If the field name is "And" or "Or", the value MUST be a non-empty object array of Choice Rules',
    choice([{ And: [], Next: 'Done' }]),
    `EMPTY_LIST ${ONLY}.Choices[0].And`,
  ],
  [
    '… which MUST NOT contain "Next" fields',
    choice([{ Or: [{ ...test, Next: 'Done' }], Next: 'Done' }]),
    `UNKNOWN_FIELD ${ONLY}.Choices[0].Or[0].Next`,
  ],
  [
    'A "Not" field MUST be a single Choice Rule',
    choice([{ Not: [test], Next: 'Done' }]),
    `WRONG_TYPE ${ONLY}.Choices[0].Not`,
  ],
  [
    '… that MUST NOT contain a "Next" field',
    choice([{ Not: { ...test, Next: 'Done' }, Next: 'Done' }]),
    `UNKNOWN_FIELD ${ONLY}.Choices[0].Not.Next`,
  ],
  [
    'A Data-test Expression MUST contain a field named "Variable"',
    choice([{ IsNull: true, Next: 'Done' }]),
    `CHOICE_RULE_FORMS ${ONLY}.Choices[0]`,
  ],
  ['… whose value MUST be a Path.', rule({ Variable: 'a', IsNull: true }), `BAD_PATH ${ONLY}.Choices[0].Variable`],
  [
    'Each choice rule MUST contain exactly one field containing a comparison operator (one)',
    rule({}),
    `CHOICE_OPERATOR ${ONLY}.Choices[0]`,
  ],
  [
    'Each choice rule MUST contain exactly one field containing a comparison operator (not two)',
    rule({ IsNull: true, IsString: true }),
    `CHOICE_OPERATOR ${ONLY}.Choices[0]`,
  ],
  [
    'StringMatches: The value MUST be a String',
    rule({ StringMatches: 1 }),
    `WRONG_TYPE ${ONLY}.Choices[0].StringMatches`,
  ],
  [
    'StringMatches: If the character "\\" needs to appear without serving as an escape character, it MUST be escaped.',
    rule({ StringMatches: 'a*\\' }),
    `OPEN_PATTERN ${ONLY}.Choices[0].StringMatches`,
  ],
  [
    'For those operators that end with "Path", the value MUST be a Path',
    rule({ NumericEqualsPath: 1 }),
    `WRONG_TYPE ${ONLY}.Choices[0].NumericEqualsPath`,
  ],
  [
    'A Choice State MAY have a "Default" field, whose value MUST be a string',
    choice([{ ...test, Next: 'Done' }], { Default: 1 }),
    `WRONG_TYPE ${ONLY}.Default`,
  ],
  [
    '… whose value MUST match a State name',
    choice([{ ...test, Next: 'Done' }], { Default: 'done' }),
    `MISSING_TRANSITION_TARGET ${ONLY}.Default`,
  ],
  [
    'A Choice State MUST NOT be an End state.',
    choice([{ ...test, Next: 'Done' }], { End: true }),
    `UNKNOWN_FIELD ${ONLY}.End`,
  ],
];

describe('the specification: Choice states', () => keeps(CHOICE));

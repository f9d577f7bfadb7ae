import { describe, expect, it } from '@jest/globals';
import type { Json } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { compileRule } from './compile-rule.js';
import { OPERATORS } from './operators.js';

type Case = readonly [variable: Json, operand: Json, holds: boolean];

const NOON = '2016-03-14T12:00:00Z';
const NOON_ELSEWHERE = '2016-03-14T13:00:00+01:00';
const ONE = '2016-03-14T13:00:00Z';

/** Smaller, equal, greater; and a type that does not fit. */
const ordered = (
  [low, high]: readonly [Json, Json],
  [less, equal, greater]: readonly [boolean, boolean, boolean],
  misfit: Json,
): Case[] => [
  [low, high, less],
  [low, low, equal],
  [high, low, greater],
  [misfit, low, false],
  [null, low, false],
];

const ORDERS = {
  Equals: [false, true, false],
  LessThan: [true, false, false],
  GreaterThan: [false, false, true],
  LessThanEquals: [true, true, false],
  GreaterThanEquals: [false, true, true],
} as const;

const TYPES = {
  Numeric: [[1, 2], '1'],
  String: [['a', 'b'], 1],
  Timestamp: [[NOON, ONE], '2016-03-14 12:00:00'],
} as const;

const orderings = Object.entries(TYPES).flatMap(([type, [values, misfit]]) =>
  Object.entries(ORDERS).map(([order, truth]) => [`${type}${order}`, ordered(values, truth, misfit)] as const),
);

const WITH_PATHS: ReadonlyMap<string, readonly Case[]> = new Map([
  ...orderings,
  [
    'BooleanEquals',
    [
      [true, true, true],
      [false, true, false],
      [false, false, true],
      ['true', true, false],
      [null, false, false],
    ],
  ],
]);

const BY_VALUE: ReadonlyMap<string, readonly Case[]> = new Map<string, readonly Case[]>([
  [
    'StringMatches',
    [
      ['log-1.txt', 'log-*.txt', true],
      ['log', 'log-*', false],
      [1, '*', false],
    ],
  ],
  [
    'IsBoolean',
    [
      [true, true, true],
      ['true', true, false],
      ['true', false, true],
      [false, false, false],
    ],
  ],
  [
    'IsNull',
    [
      [null, true, true],
      [0, true, false],
      [0, false, true],
      [null, false, false],
    ],
  ],
  [
    'IsNumeric',
    [
      [1.5, true, true],
      ['1.5', true, false],
      ['1.5', false, true],
    ],
  ],
  [
    'IsPresent',
    [
      [null, true, true],
      [null, false, false],
    ],
  ],
  [
    'IsString',
    [
      ['', true, true],
      [1, true, false],
      [1, false, true],
    ],
  ],
  [
    'IsTimestamp',
    [
      [NOON, true, true],
      [NOON_ELSEWHERE, true, true],
      ['2016-03-14', true, false],
      [1, true, false],
      [1, false, true],
    ],
  ],
]);

describe('the comparison operators', () => {
  it('are the 39 of the language, and each has a table here', () => {
    const tested = [...WITH_PATHS.keys()].flatMap((name) => [name, `${name}Path`]).concat(...BY_VALUE.keys());
    expect(tested.toSorted()).toEqual([...OPERATORS.keys()].toSorted());
    expect(OPERATORS.size).toBe(39);
  });

  it.each([...WITH_PATHS, ...BY_VALUE].flatMap(([name, cases]) => cases.map((each) => [name, ...each] as const)))(
    '%s: %j against %j is %s',
    (name, variable, operand, holds) => {
      const rule = compileRule({ Variable: '$.variable', [name]: operand });
      expect(rule(scopeOf({ variable }))).toBe(holds);
    },
  );

  it.each([...WITH_PATHS].flatMap(([name, cases]) => cases.map((each) => [`${name}Path`, ...each] as const)))(
    '%s: %j against %j is %s',
    (name, variable, operand, holds) => {
      const rule = compileRule({ Variable: '$.variable', [name]: '$.operand' });
      expect(rule(scopeOf({ variable, operand }))).toBe(holds);
    },
  );

  it('compare timestamps as moments, not as texts', () => {
    const rule = compileRule({ Variable: '$', TimestampEquals: NOON });
    expect(rule(scopeOf(NOON_ELSEWHERE))).toBe(true);
  });

  it('are false where the operand that a path leads to has another type', () => {
    const rule = compileRule({ Variable: '$.a', NumericEqualsPath: '$.b' });
    expect(rule(scopeOf({ a: 1, b: '1' }))).toBe(false);
  });
});

import type { Json } from '../machine.js';
import { parseTimestamp } from '../timestamp.js';
import { stringMatches } from './string-matches.js';

/** Whether the variable compares with the operand. A type that does not fit is not an error: it does not compare. */
export type Comparator = (variable: Json, operand: Json) => boolean;

/** What an operator's value is in the definition. `path`: a Reference Path to a value of the type beside it. */
export type OperandType = 'boolean' | 'number' | 'string' | 'timestamp';
export interface Operator {
  readonly operand: OperandType;
  readonly byPath: boolean;
  readonly compare: Comparator;
}

type Order = (left: number | string, right: number | string) => boolean;
type Comparable = (value: Json) => number | string | undefined;

const ORDERS = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
} as const satisfies Record<string, Order>;

const number: Comparable = (value) => (typeof value === 'number' ? value : undefined);
const string: Comparable = (value) => (typeof value === 'string' ? value : undefined);
const timestamp: Comparable = (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined);

const ordered =
  (comparable: Comparable, order: Order): Comparator =>
  (variable, operand) => {
    const left = comparable(variable);
    const right = comparable(operand);
    return left !== undefined && right !== undefined && order(left, right);
  };

/** With the operand `false` the test is turned round. */
const is =
  (holds: (variable: Json) => boolean): Comparator =>
  (variable, operand) =>
    holds(variable) === operand;

const bothForms = (name: string, operand: OperandType, compare: Comparator): [string, Operator][] => [
  [name, { operand, byPath: false, compare }],
  [`${name}Path`, { operand, byPath: true, compare }],
];

const orderedBy = (type: string, operand: OperandType, comparable: Comparable): [string, Operator][] =>
  Object.entries(ORDERS).flatMap(([name, order]) => bothForms(`${type}${name}`, operand, ordered(comparable, order)));

const typeTest = (name: string, holds: (variable: Json) => boolean): [string, Operator] => [
  name,
  { operand: 'boolean', byPath: false, compare: is(holds) },
];

/** All 39. https://states-language.net/spec.html#choice-state */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...bothForms(
    'BooleanEquals',
    'boolean',
    (variable, operand) => typeof variable === 'boolean' && variable === operand,
  ),
  ...orderedBy('Numeric', 'number', number),
  ...orderedBy('String', 'string', string),
  ...orderedBy('Timestamp', 'timestamp', timestamp),
  [
    'StringMatches',
    {
      operand: 'string',
      byPath: false,
      compare: (variable, pattern) =>
        typeof variable === 'string' && typeof pattern === 'string' && stringMatches(variable, pattern),
    },
  ],
  typeTest('IsBoolean', (variable) => typeof variable === 'boolean'),
  typeTest('IsNull', (variable) => variable === null),
  typeTest('IsNumeric', (variable) => typeof variable === 'number'),
  // What is compared has been found: `compileRule` answers for what has not.
  typeTest('IsPresent', () => true),
  typeTest('IsString', (variable) => typeof variable === 'string'),
  typeTest('IsTimestamp', (variable) => timestamp(variable) !== undefined),
]);

export const isOperator = (field: string): boolean => OPERATORS.has(field);

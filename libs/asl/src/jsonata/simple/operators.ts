import type { Json } from '../../machine.js';
import { isScalar, NOT_SIMPLE, type Found } from './simple.js';

export type Operator = (left: Json | undefined, right: Json | undefined) => Found;

const equality =
  (sought: boolean): Operator =>
  (left, right) => {
    if (left === undefined || right === undefined) return false;
    return isScalar(left) && isScalar(right) ? (left === right) === sought : NOT_SIMPLE;
  };

const order =
  (holds: (left: string | number, right: string | number) => boolean): Operator =>
  (left, right) =>
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string')
      ? holds(left, right)
      : NOT_SIMPLE;

const arithmetic =
  (compute: (left: number, right: number) => number): Operator =>
  (left, right) => {
    if (typeof left !== 'number' || typeof right !== 'number') return NOT_SIMPLE;
    const result = compute(left, right);
    // JSON has no negative zero.
    return Number.isFinite(result) ? result + 0 : NOT_SIMPLE;
  };

const concatenation: Operator = (left, right) => {
  const [one, other] = [textOf(left), textOf(right)];
  return one === undefined || other === undefined ? NOT_SIMPLE : one + other;
};

/** Of what is written down at once. */
function textOf(value: Json | undefined): string | undefined {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? JSON.stringify(value) : undefined;
  return isScalar(value) ? String(value) : undefined;
}

export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['=', equality(true)],
  ['!=', equality(false)],
  ['<', order((left, right) => left < right)],
  ['<=', order((left, right) => left <= right)],
  ['>', order((left, right) => left > right)],
  ['>=', order((left, right) => left >= right)],
  ['+', arithmetic((left, right) => left + right)],
  ['-', arithmetic((left, right) => left - right)],
  ['*', arithmetic((left, right) => left * right)],
  ['/', arithmetic((left, right) => left / right)],
  ['%', arithmetic((left, right) => left % right)],
  ['&', concatenation],
]);

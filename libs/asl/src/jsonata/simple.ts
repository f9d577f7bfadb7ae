import { isArray, isObject, own } from '../json/object.js';
import type { Json } from '../machine.js';
import type { Node, Pair } from './node.js';

/** For the library: a list on the way, operands that do not fit, whatever it would refuse. */
export const NOT_SIMPLE = Symbol('not simple');

type Found = Json | undefined | typeof NOT_SIMPLE;
/** `name` is the first field that is asked of the variable, where it is known. */
export type Read = (variable: string, name: string | undefined) => Found;
export type Simple = (read: Read) => Found;

/** Further down it is for the library. */
const DEEPEST = 32;

/**
 * Paths, literals, comparisons, arithmetic, texts put together, conditions and objects of such: what most expressions
 * are, evaluated at once. It finds what the library finds, or nothing at all; `undefined`: the expression is another.
 */
export function compileSimple(node: Node, depth = 0): Simple | undefined {
  if (depth > DEEPEST || !isPlain(node)) return undefined;
  const inner = (part: Node): Simple | undefined => compileSimple(part, depth + 1);
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return () => node.value as Json;
    case 'variable':
      return variable(node);
    case 'path':
      return path(node.steps!);
    case 'block':
      return node.expressions?.length === 1 ? inner(node.expressions[0]!) : undefined;
    case 'binary':
      return binary(String(node.value), inner(node.lhs as Node), inner(node.rhs!));
    case 'condition':
      return condition(inner(node.condition!), inner(node.then!), node.else === undefined ? NOTHING : inner(node.else));
    case 'unary':
      return node.value === '{' ? object(node.lhs as Pair[], inner) : undefined;
    default:
      return undefined;
  }
}

const NOTHING: Simple = () => undefined;

const MORE = 'predicate stages group focus index ancestor tuple keepArray keepSingletonArray consarray'.split(' ');
const isPlain = (node: Node): boolean => MORE.every((field) => !(field in node));

const isNamed = ({ value }: Node): boolean => value !== '' && value !== '$';

function variable(node: Node): Simple | undefined {
  const name = String(node.value);
  return isNamed(node) ? (read) => read(name, undefined) : undefined;
}

function path([root, ...steps]: readonly Node[]): Simple | undefined {
  if (root?.type !== 'variable' || !isNamed(root) || !isPlain(root)) return undefined;
  if (!steps.every((step) => step.type === 'name' && isPlain(step))) return undefined;
  const [name, names] = [String(root.value), steps.map(({ value }) => String(value))];
  return (read) => follow(read(name, names[0]), names);
}

/** JSONata looks into each item of a list: that is for the library. */
function follow(start: Found, names: readonly string[]): Found {
  let found = start;
  for (const name of names) {
    if (found === undefined || found === NOT_SIMPLE) return found;
    if (isArray(found)) return NOT_SIMPLE;
    found = isObject(found) ? own(found, name) : undefined;
  }
  return found;
}

type Operator = (left: Json | undefined, right: Json | undefined) => Found;

const isScalar = (value: Json | undefined): value is string | number | boolean | null | undefined =>
  typeof value !== 'object' || value === null;

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
    return Number.isFinite(result) ? result : NOT_SIMPLE;
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

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
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

function binary(sign: string, left: Simple | undefined, right: Simple | undefined): Simple | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (sign === 'and' || sign === 'or') return combination(sign === 'or', left, right);
  const operator = OPERATORS.get(sign);
  if (operator === undefined) return undefined;
  return (read) => {
    const one = left(read);
    if (one === NOT_SIMPLE) return NOT_SIMPLE;
    const other = right(read);
    return other === NOT_SIMPLE ? NOT_SIMPLE : operator(one, other);
  };
}

const truthOf = (value: Found): boolean | typeof NOT_SIMPLE =>
  value === NOT_SIMPLE || !isScalar(value) ? NOT_SIMPLE : Boolean(value);

const combination =
  (decisive: boolean, left: Simple, right: Simple): Simple =>
  (read) => {
    const one = truthOf(left(read));
    return one === NOT_SIMPLE || one === decisive ? one : truthOf(right(read));
  };

function condition(test: Simple | undefined, then: Simple | undefined, otherwise: Simple | undefined) {
  if (test === undefined || then === undefined || otherwise === undefined) return undefined;
  return (read: Read): Found => {
    const holds = truthOf(test(read));
    return holds === NOT_SIMPLE ? NOT_SIMPLE : (holds ? then : otherwise)(read);
  };
}

/** With names that are written out. A field without a value is left out. */
function object(pairs: readonly Pair[], inner: (node: Node) => Simple | undefined): Simple | undefined {
  const fields = pairs.map(
    ([key, value]) => [key.type === 'string' ? String(key.value) : undefined, inner(value)] as const,
  );
  if (new Set(fields.map(([name]) => name)).size < fields.length) return undefined;
  if (fields.some(([name, value]) => name === undefined || name.startsWith('_jsonata') || value === undefined))
    return undefined;
  return (read) => {
    const entries: [string, Json][] = [];
    for (const [name, value] of fields as readonly (readonly [string, Simple])[]) {
      const found = value(read);
      if (found === NOT_SIMPLE) return NOT_SIMPLE;
      if (found !== undefined) entries.push([name, found]);
    }
    return Object.fromEntries(entries);
  };
}

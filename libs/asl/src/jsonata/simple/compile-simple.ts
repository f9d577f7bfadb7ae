import type { Json } from '../../machine.js';
import type { Node, Pair } from '../node.js';
import { compileCall } from './call.js';
import { OPERATORS } from './operators.js';
import { compilePath } from './path.js';
import { isPlain, isScalar, NOT_SIMPLE, type Found, type Inner, type Read, type Simple } from './simple.js';

/** Further down it is for the library. */
const DEEPEST = 32;

/**
 * Paths, literals, comparisons, arithmetic, texts put together, conditions and objects of such: what most expressions
 * are, evaluated at once. It finds what the library finds, or nothing at all; `undefined`: the expression is another.
 */
export function compileSimple(node: Node, depth = 0): Simple | undefined {
  if (depth > DEEPEST || (node.type !== 'variable' && !isPlain(node))) return undefined;
  const inner = (part: Node): Simple | undefined => compileSimple(part, depth + 1);
  switch (node.type) {
    case 'number': {
      const number = Number(node.value) + 0;
      return () => number;
    }
    case 'string':
    case 'value':
      return () => node.value as Json;
    case 'variable':
      return compilePath([node]);
    case 'path':
      return compilePath(node.steps!);
    case 'function':
      return compileCall(node, inner);
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
function object(pairs: readonly Pair[], inner: Inner): Simple | undefined {
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

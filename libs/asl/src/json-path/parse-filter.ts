import type { Json } from '../machine.js';
import type { Cursor } from './cursor.js';
import { follow } from './follow.js';
import type { DefiniteSegment, Test } from './path.js';

/** Parentheses and `!` may be nested this deeply. */
const DEEPEST = 32;
const NAME_ENDS = /[.[\]()'"*,?\s=!<>&|@$]/u;

type Operand = (node: Json, root: Json) => Json | undefined;
type Comparator = (left: Json | undefined, right: Json | undefined) => boolean;

const ordered =
  (holds: (left: number | string, right: number | string) => boolean): Comparator =>
  (left, right) =>
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string')
      ? holds(left, right)
      : false;

/** Longer operators first, since `<` begins `<=`. Values of different types are never equal, and never ordered. */
const COMPARATORS: readonly (readonly [string, Comparator])[] = [
  ['==', (left, right) => left === right],
  ['!=', (left, right) => left !== right],
  ['<=', ordered((left, right) => left <= right)],
  ['>=', ordered((left, right) => left >= right)],
  ['<', ordered((left, right) => left < right)],
  ['>', ordered((left, right) => left > right)],
];

const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * The inside of `[?(…)]`: comparisons and existence tests over definite paths, `&&`, `||`, `!` and parentheses.
 * No calls and no arithmetic: a filter can neither change what it reads nor run for long.
 */
export function parseFilter(cursor: Cursor, depth = 0): Test {
  if (depth > DEEPEST) cursor.fail(`A filter is nested more than ${DEEPEST} deep`);
  return either(cursor, depth);
}

function either(cursor: Cursor, depth: number): Test {
  const tests = [both(cursor, depth)];
  while (cursor.skipSpaces().take('||')) tests.push(both(cursor, depth));
  return tests.length === 1 ? tests[0]! : (node, root) => tests.some((test) => test(node, root));
}

function both(cursor: Cursor, depth: number): Test {
  const tests = [single(cursor, depth)];
  while (cursor.skipSpaces().take('&&')) tests.push(single(cursor, depth));
  return tests.length === 1 ? tests[0]! : (node, root) => tests.every((test) => test(node, root));
}

function single(cursor: Cursor, depth: number): Test {
  cursor.skipSpaces();
  if (cursor.sees('!') && !cursor.sees('!=')) {
    cursor.take('!');
    if (depth >= DEEPEST) cursor.fail(`A filter is nested more than ${DEEPEST} deep`);
    const test = single(cursor, depth + 1);
    return (node, root) => !test(node, root);
  }
  if (!cursor.take('(')) return comparison(cursor);
  const test = parseFilter(cursor, depth + 1);
  cursor.skipSpaces().expect(')');
  return test;
}

function comparison(cursor: Cursor): Test {
  const left = operand(cursor);
  cursor.skipSpaces();
  const found = COMPARATORS.find(([sign]) => cursor.take(sign));
  if (found === undefined) return (node, root) => left(node, root) !== undefined;
  const holds = found[1];
  const right = operand(cursor.skipSpaces());
  return (node, root) => holds(left(node, root), right(node, root));
}

function operand(cursor: Cursor): Operand {
  const text = cursor.quotedText();
  if (text !== undefined) return () => text;
  const number = cursor.number();
  if (number !== undefined) return () => number;
  const literal = LITERALS.find(([word]) => cursor.take(word));
  if (literal !== undefined) return () => literal[1];
  if (cursor.take('@')) {
    const segments = definiteSegments(cursor);
    return (node) => follow(segments, node);
  }
  if (cursor.take('$')) {
    const segments = definiteSegments(cursor);
    return (_node, root) => follow(segments, root);
  }
  return cursor.fail('A path (@… or $…), a number, a string, true, false or null was expected');
}

function definiteSegments(cursor: Cursor): DefiniteSegment[] {
  const segments: DefiniteSegment[] = [];
  for (;;) {
    if (cursor.take('.')) {
      if (cursor.next === '.') cursor.fail("A filter's own paths cannot use '..'");
      segments.push({ kind: 'name', name: cursor.bareName(NAME_ENDS) });
      if (cursor.next === '(') cursor.fail('Functions are not supported in a path');
    } else if (cursor.take('[')) {
      segments.push(bracket(cursor.skipSpaces()));
      cursor.skipSpaces().expect(']');
    } else return segments;
  }
}

function bracket(cursor: Cursor): DefiniteSegment {
  const name = cursor.quotedText();
  if (name !== undefined) return { kind: 'name', name };
  const index = cursor.integer();
  if (index !== undefined) return { kind: 'index', index };
  return cursor.fail("A filter's own paths need a name or an index");
}

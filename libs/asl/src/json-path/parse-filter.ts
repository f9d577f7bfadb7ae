import type { Json } from '../machine.js';
import type { Cursor } from './cursor.js';
import { SYMBOLS, WORDS, type Comparator } from './filter-operators.js';
import { follow } from './follow.js';
import { compilePattern } from './linear-pattern.js';
import { applyPathFunction, isPathFunction, type PathFunction } from './path-functions.js';
import type { DefiniteSegment, Test } from './path.js';

/** Parentheses and `!` may be nested this deeply. */
const DEEPEST = 32;
const NAME_ENDS = /[.[\]()'"*,?\s=!<>&|@$]/u;

type Operand = (node: Json, root: Json) => Json | undefined;
const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * The inside of `[?(…)]`: comparisons and existence tests over definite paths, `&&`, `||`, `!` and parentheses.
 * No arithmetic, and no calls but those that end a path: a filter can neither change what it reads nor run for long.
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
  if (cursor.take('=~')) return matching(left, cursor.skipSpaces());
  const holds = comparator(cursor);
  if (holds === undefined) return (node, root) => left(node, root) !== undefined;
  const right = operand(cursor.skipSpaces());
  return (node, root) => holds(left(node, root), right(node, root));
}

const WORD = /[a-z]+/uy;

function comparator(cursor: Cursor): Comparator | undefined {
  const symbol = SYMBOLS.find(([sign]) => cursor.take(sign));
  if (symbol !== undefined) return symbol[1];
  const word = cursor.match(WORD);
  if (word === undefined) return undefined;
  return WORDS.get(word) ?? cursor.fail(`'${word}' is not an operator`);
}

/** `=~ /pattern/i`, of the whole text. */
function matching(left: Operand, cursor: Cursor): Test {
  cursor.expect('/');
  let source = '';
  while (!cursor.take('/')) {
    if (cursor.done) cursor.fail("The closing '/' is missing");
    if (cursor.next === '\\') source += cursor.text[cursor.at++] ?? '';
    source += cursor.text[cursor.at++] ?? '';
  }
  const matches = compilePattern(source, cursor.take('i')) ?? cursor.fail('The regular expression cannot be used');
  return (node, root) => {
    const value = left(node, root);
    return typeof value === 'string' && matches(value);
  };
}

function operand(cursor: Cursor): Operand {
  const value = cursor.sees('[') ? list(cursor) : scalar(cursor);
  if (value !== undefined) return () => value;
  if (cursor.take('@')) return reading(cursor);
  if (cursor.take('$')) {
    const read = reading(cursor);
    return (_node, root) => read(root);
  }
  return cursor.fail('A path (@… or $…), a number, a string, true, false, null or a list was expected');
}

function scalar(cursor: Cursor): Json | undefined {
  return cursor.quotedText() ?? cursor.number() ?? LITERALS.find(([word]) => cursor.take(word))?.[1];
}

/** `['a', 1]` */
function list(cursor: Cursor): readonly Json[] {
  const items: Json[] = [];
  cursor.expect('[');
  if (cursor.skipSpaces().take(']')) return items;
  do {
    const item = scalar(cursor.skipSpaces());
    items.push(item === undefined ? cursor.fail('A number, a string, true, false or null was expected') : item);
  } while (cursor.skipSpaces().take(','));
  cursor.expect(']');
  return items;
}

/** A path below a node; a function may end it. */
function reading(cursor: Cursor): (node: Json) => Json | undefined {
  const segments: DefiniteSegment[] = [];
  for (;;) {
    if (cursor.take('.')) {
      if (cursor.next === '.') cursor.fail("A filter's own paths cannot use '..'");
      const name = cursor.bareName(NAME_ENDS);
      if (cursor.take('(')) {
        const apply = functionNamed(name, cursor);
        return (node) => applyPathFunction(apply, follow(segments, node));
      }
      segments.push({ kind: 'name', name });
    } else if (cursor.take('[')) {
      segments.push(bracket(cursor.skipSpaces()));
      cursor.skipSpaces().expect(']');
    } else return (node) => follow(segments, node);
  }
}

function functionNamed(name: string, cursor: Cursor): PathFunction {
  cursor.skipSpaces().expect(')');
  return isPathFunction(name) ? name : cursor.fail(`'${name}()' is not a function of a path`);
}

function bracket(cursor: Cursor): DefiniteSegment {
  const name = cursor.quotedText();
  if (name !== undefined) return { kind: 'name', name };
  const index = cursor.integer();
  if (index !== undefined) return { kind: 'index', index };
  return cursor.fail("A filter's own paths need a name or an index");
}

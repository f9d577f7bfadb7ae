import { Cursor, Malformed } from './cursor.js';
import { parseFilter } from './parse-filter.js';
import type { ParsedPath, Path, Segment } from './path.js';
import { isPathFunction } from './path-functions.js';

const NAME_ENDS = /[.[\]()'"*,?\s]/u;

/**
 * A Path of the States Language: JSONPath behind `$` (the state's data), `$$` (the context object) or `$name` (a
 * variable).
 * https://states-language.net/spec.html#path
 *
 * Only `..` once a path, each member of a union once, and definite paths within filters: so a path never looks at a
 * node of its input twice per step, however it is written.
 */
export function parsePath(text: string): ParsedPath {
  try {
    const cursor = new Cursor(text);
    const path = readPath(cursor);
    if (!cursor.done) cursor.fail("'.' or '[' was expected");
    return { ok: true, path };
  } catch (problem) {
    if (problem instanceof Malformed) return { ok: false, why: problem.message };
    throw problem;
  }
}

/** The path that begins at the cursor; it ends where neither '.' nor '[' follows. */
export function readPath(cursor: Cursor): Path {
  if (cursor.done) cursor.fail('A path cannot be empty');
  const start = cursor.at;
  if (!cursor.take('$')) cursor.fail("A path begins with '$'");
  const root = cursor.take('$') ? '$$' : `$${cursor.identifier()}`;
  const segments: Segment[] = [];
  while (cursor.next === '.' || cursor.next === '[') segments.push(...step(cursor));
  if (segments.filter(({ kind }) => kind === 'descend').length > 1) cursor.fail("A path can use '..' only once");
  if (segments.some(({ kind }, at) => kind === 'function' && at < segments.length - 1)) {
    cursor.fail('A function ends a path');
  }
  return { text: cursor.text.slice(start, cursor.at), root, segments };
}

function step(cursor: Cursor): Segment[] {
  if (cursor.take('..')) {
    return [{ kind: 'descend' }, cursor.take('[') ? bracket(cursor) : dotted(cursor)];
  }
  // AWS takes a dot before a bracket, too: `$.abc.['def ghi']`.
  if (cursor.take('.') && !cursor.sees('[')) return [dotted(cursor)];
  cursor.expect('[');
  return [bracket(cursor)];
}

function dotted(cursor: Cursor): Segment {
  if (cursor.take('*')) return { kind: 'wildcard' };
  const name = cursor.bareName(NAME_ENDS);
  if (!cursor.take('(')) return { kind: 'name', name };
  cursor.skipSpaces().expect(')');
  return isPathFunction(name) ? { kind: 'function', name } : cursor.fail(`'${name}()' is not a function of a path`);
}

function bracket(cursor: Cursor): Segment {
  const segment = inBrackets(cursor.skipSpaces());
  cursor.skipSpaces().expect(']');
  return segment;
}

function inBrackets(cursor: Cursor): Segment {
  if (cursor.take('*')) return { kind: 'wildcard' };
  if (cursor.take('?')) {
    cursor.skipSpaces().expect('(');
    const test = parseFilter(cursor);
    cursor.skipSpaces().expect(')');
    return { kind: 'filter', test };
  }
  if (cursor.next === "'" || cursor.next === '"') return names(cursor);
  return indexes(cursor);
}

function names(cursor: Cursor): Segment {
  const all: string[] = [];
  do {
    all.push(cursor.skipSpaces().quotedText() ?? cursor.fail('A quoted name was expected'));
  } while (cursor.skipSpaces().take(','));
  if (new Set(all).size < all.length) cursor.fail('A union names each field once');
  return all.length === 1 ? { kind: 'name', name: all[0]! } : { kind: 'names', names: all };
}

function indexes(cursor: Cursor): Segment {
  const first = cursor.integer();
  if (cursor.skipSpaces().next === ':') return slice(cursor, first);
  if (first === undefined) return cursor.fail("A quoted name, an index, a slice, '*' or '?(…)' was expected");
  const all = [first];
  while (cursor.skipSpaces().take(',')) {
    all.push(cursor.skipSpaces().integer() ?? cursor.fail('An index was expected'));
  }
  if (new Set(all).size < all.length) cursor.fail('A union names each index once');
  return all.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes: all };
}

function slice(cursor: Cursor, start: number | undefined): Segment {
  cursor.expect(':');
  const end = cursor.skipSpaces().integer();
  const step = cursor.skipSpaces().take(':') ? (cursor.skipSpaces().integer() ?? 1) : 1;
  if (step < 1) cursor.fail('The step of a slice is a positive number');
  return { kind: 'slice', ...(start !== undefined && { start }), ...(end !== undefined && { end }), step };
}

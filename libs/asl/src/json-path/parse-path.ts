import { Cursor, Malformed } from './cursor.js';
import { parseFilter } from './parse-filter.js';
import type { ParsedPath, Path, Segment } from './path.js';

const NAME_ENDS = /[.[\]()'"*,?\s]/u;

/**
 * A Path of the States Language: JSONPath behind `$` (the state's data) or `$$` (the context object).
 * https://states-language.net/spec.html#path
 *
 * Only `..` once a path, each member of a union once, and definite paths within filters: so a path never looks at a
 * node of its input twice per step, however it is written.
 */
export function parsePath(text: string): ParsedPath {
  try {
    return { ok: true, path: path(new Cursor(text)) };
  } catch (problem) {
    if (problem instanceof Malformed) return { ok: false, why: problem.message };
    throw problem;
  }
}

function path(cursor: Cursor): Path {
  if (cursor.done) cursor.fail('A path cannot be empty');
  if (!cursor.take('$')) cursor.fail("A path begins with '$'");
  const root = cursor.take('$') ? '$$' : `$${cursor.identifier()}`;
  if (!cursor.done && cursor.next !== '.' && cursor.next !== '[') cursor.fail("'.' or '[' was expected");
  const segments: Segment[] = [];
  while (!cursor.done) segments.push(...step(cursor));
  if (segments.filter(({ kind }) => kind === 'descend').length > 1) cursor.fail("A path can use '..' only once");
  return { text: cursor.text, root, segments };
}

function step(cursor: Cursor): Segment[] {
  if (cursor.take('..')) {
    return [{ kind: 'descend' }, cursor.take('[') ? bracket(cursor) : dotted(cursor)];
  }
  if (cursor.take('.')) return [dotted(cursor)];
  if (cursor.take('[')) return [bracket(cursor)];
  return cursor.fail("'.' or '[' was expected");
}

function dotted(cursor: Cursor): Segment {
  if (cursor.take('*')) return { kind: 'wildcard' };
  const name = cursor.bareName(NAME_ENDS);
  if (cursor.next === '(') cursor.fail('Functions are not supported in a path');
  return { kind: 'name', name };
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

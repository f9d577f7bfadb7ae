import { Cursor, Malformed } from '../json-path/cursor.js';
import { readPath } from '../json-path/parse-path.js';
import type { Path } from '../json-path/path.js';
import type { Json } from '../machine.js';
import { intrinsicNamed, type IntrinsicName } from './intrinsics.js';

export type Argument =
  /** `template`: a text in which what is before a brace stands as it is written. */
  | { readonly is: 'VALUE'; readonly value: Json; readonly template?: string }
  | { readonly is: 'PATH'; readonly path: Path }
  | ({ readonly is: 'CALL' } & Call);

export interface Call {
  /** As it is written, which failures quote. */
  readonly text: string;
  readonly name: IntrinsicName;
  readonly args: readonly Argument[];
}

export type ParsedCall = { readonly ok: true; readonly call: Call } | { readonly ok: false; readonly why: string };

/** AWS: "up to 10 nested intrinsic functions". */
const DEEPEST = 10;

export const looksLikeCall = (text: string): boolean => text.startsWith('States.');

/** `States.Format('Hello, {}', $.name)`. https://states-language.net/spec.html#intrinsic-functions */
export function parseCall(text: string): ParsedCall {
  try {
    const cursor = new Cursor(text);
    const call = readCall(cursor, 1);
    if (!cursor.skipSpaces().done) cursor.fail('Nothing may follow the call');
    return { ok: true, call };
  } catch (problem) {
    if (problem instanceof Malformed) return { ok: false, why: problem.message };
    throw problem;
  }
}

const NAME = /^States\.[A-Za-z0-9]+/u;
const LONGEST_NAME = 40;

function readCall(cursor: Cursor, depth: number): Call {
  if (depth > DEEPEST) cursor.fail(`Calls are nested more than ${DEEPEST} deep`);
  const start = cursor.at;
  const name = NAME.exec(cursor.text.slice(cursor.at, cursor.at + LONGEST_NAME))?.[0];
  const intrinsic = name === undefined ? undefined : intrinsicNamed(name);
  if (name === undefined || !intrinsic) return cursor.fail('The name of an intrinsic function was expected');
  cursor.take(name);
  const args = readArguments(cursor, depth);
  if (args.length < intrinsic.least || args.length > intrinsic.most)
    cursor.fail(`${name} does not take ${args.length} arguments`);
  return { text: cursor.text.slice(start, cursor.at), name: name as IntrinsicName, args };
}

function readArguments(cursor: Cursor, depth: number): Argument[] {
  cursor.skipSpaces().expect('(');
  const args: Argument[] = [];
  if (cursor.skipSpaces().take(')')) return args;
  do args.push(readArgument(cursor.skipSpaces(), depth));
  while (cursor.skipSpaces().take(','));
  cursor.expect(')');
  return args;
}

const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function readArgument(cursor: Cursor, depth: number): Argument {
  if (cursor.next === "'") return readText(cursor);
  if (cursor.next === '$') return { is: 'PATH', path: readPath(cursor) };
  if (cursor.sees('States.')) return { is: 'CALL', ...readCall(cursor, depth + 1) };
  const literal = LITERALS.find(([word]) => cursor.take(word));
  if (literal) return { is: 'VALUE', value: literal[1] };
  const number = cursor.number();
  if (number === undefined) return cursor.fail('A string in single quotes, a number, a path or a call was expected');
  return { is: 'VALUE', value: number };
}

/** A backslash hides `'`, `{`, `}` and itself; before another character it is not allowed. */
const HIDDEN = new Set(["'", '{', '}', '\\']);

const BACKSLASHES = /\\+[{}]?/gu;
const asWritten = (run: string): string => (run.endsWith('\\') ? run.slice(run.length / 2) : run);

function readText(cursor: Cursor): Argument {
  let [value, template] = ['', ''];
  for (cursor.at++; !cursor.done; cursor.at++) {
    if (cursor.take("'")) return { is: 'VALUE', value, template: template.replaceAll(BACKSLASHES, asWritten) };
    const hidden = cursor.take('\\');
    const { next } = cursor;
    if (hidden && !HIDDEN.has(next)) cursor.fail('This escape is not allowed');
    value += next;
    template += hidden && next !== "'" ? `\\${next}` : next;
  }
  return cursor.fail("The closing ' is missing");
}

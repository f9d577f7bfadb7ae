import jsonata from 'jsonata';

/** The parser's tree, which its own types describe only in part. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly expressions?: readonly Node[];
  readonly arguments?: readonly Node[];
  readonly predicate?: readonly Node[];
  readonly stages?: readonly Node[];
  readonly terms?: readonly Node[];
  readonly expr?: Node;
  readonly expression?: Node;
  readonly procedure?: Node;
  readonly body?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly pattern?: Node;
  readonly update?: Node;
  readonly delete?: Node;
  readonly group?: Node;
  /** Of an object constructor or a grouping: pairs of key and value. */
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
  /** The name that `@` or `#` binds. */
  readonly focus?: string;
  readonly index?: string;
}

export type Parsed = { readonly ok: true; readonly node: Node } | { readonly ok: false; readonly why: string };

const TOO_DEEP = 'The expression is nested too deeply';

/** Most expressions: a variable, and names behind it. The parser makes its tables anew for each. */
const SIMPLE = /^\s*\$[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\s*$/u;
const WORDS = /\b(?:and|or|in|true|false|null|function)\b/u;

/** Never throws: what the parser makes of hostile text is a sentence. */
export function parseExpression(text: string): Parsed {
  if (SIMPLE.test(text) && !WORDS.test(text)) return { ok: true, node: simplePath(text.trim()) };
  try {
    return { ok: true, node: jsonata(text).ast() as unknown as Node };
  } catch (problem) {
    return { ok: false, why: sentenceOf(problem) };
  }
}

function simplePath(text: string): Node {
  const [variable = '', ...names] = text.slice(1).split('.');
  const root: Node = { type: 'variable', value: variable };
  if (names.length === 0) return root;
  return { type: 'path', steps: [root, ...names.map((value) => ({ type: 'name', value }))] };
}

const sentenceOf = (problem: unknown): string =>
  problem instanceof RangeError || !(problem instanceof Object && 'message' in problem)
    ? TOO_DEEP
    : String(problem.message);

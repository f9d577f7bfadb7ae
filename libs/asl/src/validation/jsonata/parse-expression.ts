import jsonata from 'jsonata';
import { LinearRegex } from '../../jsonata/linear-regex.js';

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

/** Never throws: what the parser makes of hostile text is a sentence. */
export function parseExpression(text: string): Parsed {
  try {
    const options = { RegexEngine: LinearRegex } as unknown as Parameters<typeof jsonata>[1];
    return { ok: true, node: jsonata(text, options).ast() as unknown as Node };
  } catch (problem) {
    return { ok: false, why: sentenceOf(problem) };
  }
}

const sentenceOf = (problem: unknown): string =>
  problem instanceof RangeError || !(problem instanceof Object && 'message' in problem)
    ? TOO_DEEP
    : String(problem.message);

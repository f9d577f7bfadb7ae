import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { DefinitionProblem } from '../../machine.js';
import { NOT_AN_OBJECT } from '../aws.js';
import { DEEPEST, MOST_BYTES, TOO_DEEP, TOO_LARGE } from '../limits.js';

/** What is wrong, and the offset where it is. */
export interface At {
  readonly offset: number;
  readonly problem: DefinitionProblem;
}

type ParsedText =
  | { readonly ok: true; readonly root: Node; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly At[] };

const refused = (offset: number, problem: Omit<DefinitionProblem, 'severity' | 'path'>): ParsedText => ({
  ok: false,
  problems: [{ offset, problem: { severity: 'ERROR', path: '$', ...problem } }],
});

/** A text as a tree that knows where everything is, or all that makes it no JSON. */
export function parseText(text: string): ParsedText {
  if (text.trim() === '') return refused(0, { code: 'NOT_JSON', ...NOT_AN_OBJECT });
  if (text.length > MOST_BYTES) return refused(0, TOO_LARGE);
  const deep = tooDeepAt(text);
  if (deep !== undefined) return refused(deep, TOO_DEEP);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  if (root === undefined || errors.length > 0) return { ok: false, problems: errors.map(syntaxProblem) };
  try {
    return { ok: true, root, value: JSON.parse(text) };
  } catch {
    // The one parser knows where things are, the other is strict.
    return { ok: false, problems: [notJson('invalid symbol', root.offset)] };
  }
}

/** The parser is recursive; the scanner is not. */
function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  // From a place on, and so once for each token, the scanner says that it is at the end.
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const token = text[scanner.getTokenOffset()];
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return undefined;
}

/** `CommaExpected` as words. */
const wordsOf = (error: ParseError['error']): string =>
  printParseErrorCode(error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ')
    .toLowerCase();

const syntaxProblem = ({ error, offset }: ParseError): At => notJson(wordsOf(error), offset);

const notJson = (words: string, offset: number): At => ({
  offset,
  problem: {
    severity: 'ERROR',
    code: 'NOT_JSON',
    path: '$',
    message: `A definition MUST be JSON: ${words}.`,
    aws: { code: 'INVALID_JSON_DESCRIPTION', message: words },
  },
});

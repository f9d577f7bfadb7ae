import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { DefinitionProblem } from '../../machine.js';
import type { ValidateOptions } from '../report.js';
import { stepsOf } from '../steps-of.js';
import { validate } from '../validate.js';
import { duplicateKeysOf } from './duplicate-keys.js';
import { linesOf } from './lines.js';
import { parseText, type At } from './parse-text.js';

/** All that is wrong with a definition as it is written, each with its line and column. Never throws. */
export function validateText(text: string, options: ValidateOptions = {}): DefinitionProblem[] {
  const positionOf = linesOf(text);
  return findProblems(text, options).map(({ offset, problem }) => ({ ...problem, ...positionOf(offset) }));
}

function findProblems(text: string, options: ValidateOptions): readonly At[] {
  const parsed = parseText(text);
  if (!parsed.ok) return parsed.problems;
  const problems = validate(parsed.value, options);
  return [
    ...duplicateKeysOf(parsed.root),
    ...problems.map((problem) => ({ offset: offsetOf(parsed.root, problem), problem })),
  ];
}

/** About a field rather than its value. */
const OF_FIELDS: ReadonlySet<string> = new Set([
  'UNKNOWN_FIELD',
  'OTHER_QUERY_LANGUAGE',
  'CONFLICTING_FIELDS',
  'BAD_VARIABLE_NAME',
]);

/** A scalar itself; of what is larger, its name. */
function offsetOf(root: Node, { code, path }: DefinitionProblem): number {
  const node = nearest(root, stepsOf(path));
  const name = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  const atName = node.children !== undefined || OF_FIELDS.has(code);
  return (atName ? (name ?? node) : node).offset;
}

/** Long names are cut in a path: then it is what holds them. */
function nearest(root: Node, steps: readonly (string | number)[]): Node {
  for (let count = steps.length; count > 0; count--) {
    const node = findNodeAtLocation(root, steps.slice(0, count));
    if (node !== undefined) return node;
  }
  return root;
}

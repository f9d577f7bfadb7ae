import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { ChoiceRuleDefinition } from '../definition.js';
import type { Json, Scope } from '../machine.js';
import { OPERATORS } from './operators.js';
import { isOpen } from './string-matches.js';

/** A path that led to nothing. */
export class InvalidPath {
  constructor(readonly path: string) {}
}

/** A pattern that ends in the middle of an escape. */
export class OpenPattern {
  constructor(readonly pattern: string) {}
}

type Undecided = InvalidPath | OpenPattern;

export type Holds = (scope: Scope) => boolean | Undecided;
type Operand = (scope: Scope) => Json | InvalidPath;

/** Rules that are made of rules. As in the spec, they are looked at in order, and no further than needed. */
const COMBINATIONS: ReadonlyMap<string, (rules: readonly Holds[]) => Holds> = new Map([
  ['And', (rules) => until(rules, false)],
  ['Or', (rules) => until(rules, true)],
  ['Not', ([rule]) => not(rule!)],
]);

/** A Choice Rule or Data-test Expression, ready to ask. https://states-language.net/spec.html#choice-state */
export function compileRule(rule: ChoiceRuleDefinition): Holds {
  for (const [name, combine] of COMBINATIONS) {
    if (Object.hasOwn(rule, name)) return combine(([rule[name]].flat() as ChoiceRuleDefinition[]).map(compileRule));
  }
  return compileTest(rule);
}

const until =
  (rules: readonly Holds[], decisive: boolean): Holds =>
  (scope) => {
    for (const rule of rules) {
      const holds = rule(scope);
      if (holds !== !decisive) return holds;
    }
    return !decisive;
  };

const not =
  (rule: Holds): Holds =>
  (scope) => {
    const holds = rule(scope);
    return typeof holds === 'boolean' ? !holds : holds;
  };

function compileTest(rule: ChoiceRuleDefinition): Holds {
  const variable = operandAt(String(rule['Variable']));
  const name = Object.keys(rule).find((field) => OPERATORS.has(field))!;
  const { byPath, compare } = OPERATORS.get(name)!;
  const value = rule[name]!;
  if (name === 'StringMatches' && isOpen(String(value))) return () => new OpenPattern(String(value));
  if (name === 'IsPresent') return (scope) => !(variable(scope) instanceof InvalidPath) === value;
  const operand: Operand = byPath ? operandAt(String(value)) : () => value;
  return (scope) => {
    const left = variable(scope);
    if (left instanceof InvalidPath) return left;
    const right = operand(scope);
    return right instanceof InvalidPath ? right : compare(left, right);
  };
}

function operandAt(text: string): Operand {
  const read = compilePath(definedPath(text));
  return (scope) => {
    const found = read(scope);
    return found === undefined ? new InvalidPath(text) : found;
  };
}

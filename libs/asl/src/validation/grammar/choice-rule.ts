import { OPERATORS, type OperandType } from '../../choice/operators.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { unless, type Rule } from '../rule.js';
import { exactlyOneOf } from '../rules/one-of.js';
import { boolean, listOf, number, text, type Shape } from '../shape.js';
import { timestamp } from './wait.js';

const OPERANDS: { readonly [T in OperandType]: Shape } = { boolean, number, string: text, timestamp };

const operatorFields = Object.fromEntries(
  [...OPERATORS].map(([name, { operand, byPath }]) => [name, byPath ? referencePath : OPERANDS[operand]]),
);

const COMBINATIONS = ['And', 'Or', 'Not'] as const;

/** Nested rules are looked up when they are met: a rule is made of rules. */
const nested: Shape = (value, place, report) => dataTest(value, place, report);
const combinationFields = {
  And: listOf(nested, 'Data-test Expressions', 1),
  Or: listOf(nested, 'Data-test Expressions', 1),
  Not: nested,
};

const oneTest: Rule = {
  ...exactlyOneOf('CHOICE_RULE_FORMS', 'A Choice Rule', ...COMBINATIONS, ...OPERATORS.keys()),
  says: 'A Choice Rule MUST have exactly one of "And", "Or", "Not" and the comparison operators.',
};

const hasTest = (value: object): boolean => Object.keys(value).some((field) => OPERATORS.has(field));

const variableWithOperator: Rule = {
  code: 'CHOICE_VARIABLE',
  says: 'A Choice Rule with a comparison operator MUST have a "Variable", and any other MUST NOT.',
  breaches: (value, at) => unless(hasTest(value) === Object.hasOwn(value, 'Variable'), at),
};

const fields = { Variable: referencePath, Comment: text, ...combinationFields, ...operatorFields };
const rules = [oneTest, variableWithOperator];

const dataTest = node<Record<string, unknown>>({ what: 'a Data-test Expression', fields, rules });

/** https://states-language.net/spec.html#choice-state */
export const choiceRule = node<Record<string, unknown>>({
  what: 'a Choice Rule',
  required: ['Next'],
  fields: { ...fields, Next: text },
  rules,
});

import { OPERATORS, type OperandType } from '../../choice/operators.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import { jsonataTemplate, orJsonata } from '../jsonata.js';
import { onlyJsonata, onlyJsonPath, type LanguageField } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { unless, type Rule } from '../rule.js';
import { exactlyOneOf } from '../rules/one-of.js';
import { boolean, listOf, number, text, type Shape } from '../shape.js';
import { assign } from './common.js';
import { timestamp } from './wait.js';

const OPERANDS: { readonly [T in OperandType]: Shape } = { boolean, number, string: text, timestamp };

const operatorFields: Record<string, LanguageField> = Object.fromEntries(
  [...OPERATORS].map(([name, { operand, byPath }]) => [name, onlyJsonPath(byPath ? referencePath : OPERANDS[operand])]),
);

const COMBINATIONS = ['And', 'Or', 'Not'] as const;

/** Nested rules are looked up when they are met: a rule is made of rules. */
const nested: Shape = (value, place, report) => dataTest(value, place, report);
const combinationFields = {
  And: onlyJsonPath(listOf(nested, 'Data-test Expressions', 1)),
  Or: onlyJsonPath(listOf(nested, 'Data-test Expressions', 1)),
  Not: onlyJsonPath(nested),
};

const inJsonPath = (rule: Rule): Rule => ({
  ...rule,
  breaches: (value: JsonObject, place: Place) => (place.language === 'JSONPath' ? rule.breaches(value, place) : []),
});

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

/** https://states-language.net/spec.html#choice-state */
const hasCondition: Rule = {
  code: 'MISSING_CONDITION',
  says: 'In a JSONata Choice State, each Choice Rule MUST have a "Condition" field.',
  breaches: (value, at) => unless(at.language === 'JSONPath' || Object.hasOwn(value, 'Condition'), at),
};

const fields = {
  Variable: onlyJsonPath(referencePath),
  Comment: text,
  ...combinationFields,
  ...operatorFields,
};
const rules = [oneTest, variableWithOperator].map(inJsonPath);

export const dataTest = node<Record<string, unknown>>({ what: 'a Data-test Expression', fields, rules });

/** https://states-language.net/spec.html#choice-state */
export const choiceRule = node<Record<string, unknown>>({
  what: 'a Choice Rule',
  required: ['Next'],
  fields: {
    ...fields,
    Condition: onlyJsonata(orJsonata(boolean)),
    Next: text,
    ...assign,
    Output: onlyJsonata(jsonataTemplate),
  },
  rules: [...rules, hasCondition],
});

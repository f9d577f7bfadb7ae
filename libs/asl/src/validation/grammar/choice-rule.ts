import { OPERATORS, type OperandType } from '../../choice/operators.js';
import type { JsonObject } from '../../machine.js';
import { jsonataTemplate, orJsonata } from '../jsonata/template.js';
import { onlyJsonata, onlyJsonPath, type LanguageField } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { hasCondition, isOneTest, patternIsClosed, variableHasOneOperator } from '../rules/choice-rule.js';
import { boolean, listOf, number, text, type Shape } from '../shape.js';
import { assigns } from './common.js';
import { timestamp } from './wait.js';

const OPERANDS: { readonly [T in OperandType]: Shape } = { boolean, number, string: text, timestamp };

const operatorFields: Record<string, LanguageField> = Object.fromEntries(
  [...OPERATORS].map(([name, { operand, byPath }]) => [name, onlyJsonPath(byPath ? referencePath : OPERANDS[operand])]),
);

/** Nested rules are looked up when they are met: a rule is made of rules. */
const nested: Shape = (value, place, report) => dataTest(value, place, report);
const combinationFields = {
  And: onlyJsonPath(listOf(nested, 'Data-test Expressions', 1)),
  Or: onlyJsonPath(listOf(nested, 'Data-test Expressions', 1)),
  Not: onlyJsonPath(nested),
};

const fields = {
  Variable: onlyJsonPath(referencePath),
  Comment: text,
  ...combinationFields,
  ...operatorFields,
};
const rules = [isOneTest, variableHasOneOperator, patternIsClosed];

/** A rule within a rule: it leads nowhere. https://states-language.net/spec.html#choice-state */
export const dataTest = node<Record<string, unknown>>({ what: 'a Data-test Expression', fields, rules });

/** https://states-language.net/spec.html#choice-state */
export const choiceRule = node<Record<keyof JsonObject, unknown>>({
  what: 'a Choice Rule',
  required: ['Next'],
  fields: {
    ...fields,
    Condition: onlyJsonata(orJsonata(boolean)),
    Next: text,
    ...assigns,
    Output: onlyJsonata(jsonataTemplate()),
  },
  rules: [...rules, hasCondition],
});

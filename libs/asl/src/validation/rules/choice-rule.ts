import { OPERATORS } from '../../choice/operators.js';
import { isOpen } from '../../choice/string-matches.js';
import type { JsonObject } from '../../machine.js';
import { schema } from '../aws.js';
import { unless, type Rule } from '../rule.js';
import { none, several } from './one-of.js';

const FORMS = ['And', 'Or', 'Not', 'Variable', 'Condition'];
/** `Condition` is JSONata's, where it is the only form. */
const FORMS_OF_JSONPATH = ['And', 'Or', 'Not', 'Variable'];

const operatorsOf = (rule: JsonObject): string[] => Object.keys(rule).filter((field) => OPERATORS.has(field));

/** https://states-language.net/spec.html#jsonata-choice-rules */
export const hasCondition: Rule = {
  code: 'MISSING_CONDITION',
  says: 'In a JSONata Choice State, each Choice Rule MUST have a "Condition" field.',
  breaches: (rule, at) =>
    unless(
      at.language === 'JSONPath' || Object.hasOwn(rule, 'Condition'),
      at,
      schema('These fields are required: [Condition]', at),
    ),
};

/** https://states-language.net/spec.html#jsonpath-choice-rules */
export const isOneTest: Rule = {
  code: 'CHOICE_RULE_FORMS',
  says: 'A Choice Rule MUST be either a Boolean Expression ("And", "Or" or "Not") or a Data-test Expression ("Variable").',
  breaches: (rule, at) => {
    if (at.language === 'JSONata') return [];
    const forms = FORMS_OF_JSONPATH.filter((field) => Object.hasOwn(rule, field));
    const aws = schema(`The object must have only one of the following fields, [${FORMS.join(', ')}]`, at);
    return unless(forms.length === 1, at, aws);
  },
};

/** Step Functions takes it, and fails when it runs. https://states-language.net/spec.html#choice-state */
export const patternIsClosed: Rule = {
  code: 'OPEN_PATTERN',
  severity: 'WARNING',
  says: 'In "StringMatches" the character "\\" MUST be escaped with a backslash: an open one at the end fails the execution.',
  breaches: ({ StringMatches: pattern }, at) =>
    unless(typeof pattern !== 'string' || !isOpen(pattern), at.field('StringMatches')),
};

/** https://states-language.net/spec.html#data-test-expression-for-jsonpath-choice-rules */
export const variableHasOneOperator: Rule = {
  code: 'CHOICE_OPERATOR',
  says: 'A Data-test Expression MUST contain a "Variable" and exactly one field with a comparison operator, a Boolean Expression neither.',
  breaches: (rule, at) => {
    if (at.language === 'JSONata') return [];
    const operators = operatorsOf(rule);
    const wanted = Object.hasOwn(rule, 'Variable') ? 1 : 0;
    if (operators.length === wanted) return [];
    const found = operators.length === 0 ? 'It has no operator.' : `It has ${operators.join(', ')}.`;
    const aws = operators.length === 0 ? none([...OPERATORS.keys()]) : several(operators);
    return [{ at, found, aws: schema(aws, at) }];
  },
};

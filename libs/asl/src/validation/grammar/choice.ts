import type { ChoiceDefinition } from '../../definition.js';
import { node } from '../node.js';
import { listOf, text } from '../shape.js';
import { choiceRule } from './choice-rule.js';
import { assigns, common, inputOutput } from './common.js';

/** https://states-language.net/spec.html#choice-state */
export const choice = node<ChoiceDefinition>({
  what: 'a Choice state',
  required: ['Choices'],
  fields: {
    ...common,
    ...inputOutput,
    ...assigns,
    Choices: listOf(choiceRule, 'Choice Rules', 1),
    Default: text,
  },
});

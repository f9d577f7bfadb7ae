import type { PassDefinition } from '../../definition.js';
import { node } from '../node.js';
import { resultPath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { nextOrEnd } from '../rules/transition.js';
import { anything } from '../shape.js';
import { common, inputOutput, transition } from './common.js';

/** https://states-language.net/spec.html#pass-state */
export const pass = node<PassDefinition>({
  what: 'a Pass state',
  fields: {
    ...common,
    ...transition,
    ...inputOutput,
    Result: anything,
    Parameters: payloadTemplate,
    ResultPath: resultPath,
  },
  rules: [nextOrEnd],
});

import type { PassDefinition } from '../../definition.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { resultPath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { nextOrEnd } from '../rules/transition.js';
import { anything } from '../shape.js';
import { assigns, common, inputOutput, transition } from './common.js';

/** https://states-language.net/spec.html#pass-state */
export const pass = node<PassDefinition>({
  what: 'a Pass state',
  fields: {
    ...common,
    ...transition,
    ...inputOutput,
    ...assigns,
    Result: onlyJsonPath(anything),
    Parameters: onlyJsonPath(payloadTemplate),
    ResultPath: onlyJsonPath(resultPath),
  },
  rules: [nextOrEnd],
});

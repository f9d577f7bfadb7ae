import type { FailDefinition } from '../../definition.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePathOrIntrinsic } from '../paths.js';
import { notBoth } from '../rules/one-of.js';
import { errorNameIsNotReserved } from '../rules/reserved-error-name.js';
import { text } from '../shape.js';
import { common, filled } from './common.js';

/** https://states-language.net/spec.html#fail-state */
export const fail = node<FailDefinition>({
  what: 'a Fail state',
  fields: {
    ...common,
    Error: filled(text),
    ErrorPath: onlyJsonPath(referencePathOrIntrinsic),
    Cause: filled(text),
    CausePath: onlyJsonPath(referencePathOrIntrinsic),
  },
  rules: [
    notBoth('A Fail state', 'Error', 'ErrorPath'),
    notBoth('A Fail state', 'Cause', 'CausePath'),
    errorNameIsNotReserved,
  ],
});

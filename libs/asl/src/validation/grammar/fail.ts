import type { FailDefinition } from '../../definition.js';
import { orJsonata } from '../jsonata.js';
import { inEither, onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePathOrIntrinsic } from '../paths.js';
import { notBoth } from '../rules/one-of.js';
import { text } from '../shape.js';
import { common } from './common.js';

const filledText = inEither({ JSONPath: text, JSONata: orJsonata(text) });

/** https://states-language.net/spec.html#fail-state */
export const fail = node<FailDefinition>({
  what: 'a Fail state',
  fields: {
    ...common,
    Error: filledText,
    ErrorPath: onlyJsonPath(referencePathOrIntrinsic),
    Cause: filledText,
    CausePath: onlyJsonPath(referencePathOrIntrinsic),
  },
  rules: [notBoth('A Fail state', 'Error', 'ErrorPath'), notBoth('A Fail state', 'Cause', 'CausePath')],
});

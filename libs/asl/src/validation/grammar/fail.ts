import type { FailDefinition } from '../../definition.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { notBoth } from '../rules/one-of.js';
import { text } from '../shape.js';
import { common } from './common.js';

/** https://states-language.net/spec.html#fail-state */
export const fail = node<FailDefinition>({
  what: 'a Fail state',
  fields: { ...common, Error: text, ErrorPath: referencePath, Cause: text, CausePath: referencePath },
  rules: [notBoth('A Fail state', 'Error', 'ErrorPath'), notBoth('A Fail state', 'Cause', 'CausePath')],
});

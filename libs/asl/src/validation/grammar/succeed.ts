import type { SucceedDefinition } from '../../definition.js';
import { node } from '../node.js';
import { common, inputOutput } from './common.js';

/** https://states-language.net/spec.html#succeed-state */
export const succeed = node<SucceedDefinition>({
  what: 'a Succeed state',
  fields: { ...common, ...inputOutput },
});

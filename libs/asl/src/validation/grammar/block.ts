import type { BlockDefinition } from '../../definition.js';
import { node } from '../node.js';
import { isReachable, leadsToAState, startsAtAState } from '../rules/targets.js';
import { text, type Shape } from '../shape.js';

export const blockRules = [startsAtAState, leadsToAState, isReachable];

/** A branch of a Parallel state. `states` is handed in, since states are made of blocks. */
export const branch = (states: Shape): Shape =>
  node<Omit<BlockDefinition, 'QueryLanguage'>>({
    what: 'a branch',
    required: ['StartAt', 'States'],
    fields: { Comment: text, StartAt: text, States: states },
    rules: blockRules,
  });

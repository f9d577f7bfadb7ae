import type { ParallelDefinition } from '../../definition.js';
import { node, type NodeShape } from '../node.js';
import { statesAllInCatch, statesAllInRetry } from '../rules/error-equals.js';
import { nextOrEnd } from '../rules/transition.js';
import { listOf, type Shape } from '../shape.js';
import { branch } from './block.js';
import { argumentsField, common, resultFields, transition } from './common.js';
import { compensate } from './compensate.js';
import { handlers } from './handlers.js';

/** https://states-language.net/spec.html#parallel-state */
export const parallel = (states: Shape): NodeShape =>
  node<ParallelDefinition>({
    what: 'a Parallel state',
    required: ['Branches'],
    fields: {
      ...common,
      ...transition,
      ...resultFields,
      ...argumentsField,
      ...handlers,
      Branches: listOf(branch(states), 'branches', 1),
      Compensate: compensate,
    },
    rules: [nextOrEnd, ...statesAllInRetry, ...statesAllInCatch],
  });

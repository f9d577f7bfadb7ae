import type { CompensateStateDefinition } from '../../definition.js';
import { node } from '../node.js';
import { nextOrEnd } from '../rules/transition.js';
import { text } from '../shape.js';
import { common, resultOnly, transition } from './common.js';

/**
 * Ours (R1): what BPMN calls a compensation throw event. It neither retries nor catches: an undo does that by its own
 * policy, and one that has failed for good waits for a person (R8).
 */
export const compensateState = node<CompensateStateDefinition>({
  what: 'a Compensate state',
  fields: { ...common, ...transition, ...resultOnly, State: text },
  rules: [nextOrEnd],
});

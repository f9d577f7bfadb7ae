import type { Json } from '#contracts';
import type { Decision } from './decision.js';

/** States entered in one decision before it lets others have their turn; the rest is due at once. */
export const MOST_TRANSITIONS = 500;

/** So many states may be entered before it is asked how large their inputs are. */
const UNMEASURED_TRANSITIONS = 8;
/** Characters of the inputs of states entered in one decision: it becomes one record on the log. */
const MOST_INPUT = 2_000_000;

/** Whether the decision may go on with another state or iteration that is given this input. */
export function hasDecidedEnough(decision: Decision, input: Json): boolean {
  if (decision.transitions >= MOST_TRANSITIONS) return true;
  if (decision.transitions >= UNMEASURED_TRANSITIONS) decision.inputSize += JSON.stringify(input).length;
  return decision.inputSize > MOST_INPUT;
}

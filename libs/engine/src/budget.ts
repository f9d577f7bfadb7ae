import type { Decision } from './decision.js';

/** States entered in one decision before it lets others have their turn; the rest is due at once. */
export const MOST_TRANSITIONS = 500;

/** So many states may be entered before it is asked how large their events are. */
const UNMEASURED_TRANSITIONS = 8;
/** Characters of the events of one decision: it becomes one record on the log. */
const MOST_SIZE = 2_000_000;

/** Whether the decision leaves the next state or iteration to another one. */
export function hasDecidedEnough(decision: Decision): boolean {
  if (decision.transitions >= MOST_TRANSITIONS) return true;
  if (decision.transitions < UNMEASURED_TRANSITIONS) return false;
  for (; decision.measured < decision.events.length; decision.measured++)
    decision.size += JSON.stringify(decision.events[decision.measured]).length;
  return decision.size > MOST_SIZE;
}

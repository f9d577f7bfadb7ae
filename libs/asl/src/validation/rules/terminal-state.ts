import { own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import { unless, type BlockRule } from '../rule.js';

const TERMINAL: ReadonlySet<unknown> = new Set(['Succeed', 'Fail']);

export const isTerminal = (state: JsonObject): boolean =>
  TERMINAL.has(own(state, 'Type')) || own(state, 'End') === true;

/** https://states-language.net/spec.html#terminal-state */
export const hasATerminalState: BlockRule = {
  code: 'NO_TERMINAL_STATE',
  severity: 'WARNING',
  says: 'No state ends here: what begins never succeeds, it only fails or is stopped.',
  hint: 'Give a state "End": true, or lead to a Succeed or Fail state. Step Functions refuses a machine without one.',
  breaches: ({ place, states }) => {
    if (states.size === 0) return [];
    // Of the whole machine; a branch that never ends is taken.
    const aws = place.isRoot ? { code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' } : undefined;
    const ends = [...states.values()].some(({ value }) => isTerminal(value));
    return unless(ends, place.field('States'), aws);
  },
};

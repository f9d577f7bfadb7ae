import { own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import { unless, type Rule } from '../rule.js';
import { statesOf } from './blocks.js';

const TERMINAL: ReadonlySet<unknown> = new Set(['Succeed', 'Fail']);

export const isTerminal = (state: JsonObject): boolean =>
  TERMINAL.has(own(state, 'Type')) || own(state, 'End') === true;

const isWhole = (place: Place): boolean => place.location === '/';

/** https://states-language.net/spec.html#terminal-state */
export const hasATerminalState: Rule = {
  code: 'NO_TERMINAL_STATE',
  severity: 'WARNING',
  says: 'No state ends here: what begins never succeeds, it only fails or is stopped.',
  hint: 'Give a state "End": true, or lead to a Succeed or Fail state. Step Functions refuses a machine without one.',
  breaches: (block, place) => {
    const states = [...statesOf({ value: block, place })];
    if (states.length === 0) return [];
    // Of the whole machine; a branch that never ends is taken.
    const aws = isWhole(place) ? { code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' } : undefined;
    return unless(
      states.some(({ state }) => isTerminal(state)),
      place.field('States'),
      aws,
    );
  },
};

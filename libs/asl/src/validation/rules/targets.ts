import { own } from '../../json/object.js';
import type { AwsDiagnostic } from '../../machine.js';
import type { Place } from '../place.js';
import { shown, type BlockRule } from '../rule.js';
import { behind } from './graph.js';

/** Step Functions calls each of them 'Next', whatever the field. */
const missingTarget = (name: string, at: Place): AwsDiagnostic => ({
  code: 'MISSING_TRANSITION_TARGET',
  message: `Missing 'Next' target: ${name}`,
  location: at.location,
});

/** https://states-language.net/spec.html#toplevelfields */
export const startsAtAState: BlockRule = {
  code: 'MISSING_TRANSITION_TARGET',
  says: 'The value of "StartAt" MUST be the name of one of the "States".',
  breaches: ({ value, place, states }) => {
    const start = own(value, 'StartAt');
    if (typeof start !== 'string' || states.has(start)) return [];
    const at = place.field('StartAt');
    return [{ at, found: `There is no state ${shown(start)}.`, aws: missingTarget(start, at) }];
  },
};

/** https://states-language.net/spec.html#transition */
export const leadsToAState: BlockRule = {
  code: 'MISSING_TRANSITION_TARGET',
  says: 'The value of "Next" or "Default" MUST be the name of one of the "States" beside this one.',
  breaches: function* ({ states }) {
    for (const { targets } of states.values()) {
      for (const { name, at } of targets) {
        if (!states.has(name)) yield { at, found: `There is no state ${shown(name)}.`, aws: missingTarget(name, at) };
      }
    }
  },
};

export const isReachable: BlockRule = {
  code: 'UNREACHABLE_STATE',
  severity: 'WARNING',
  says: 'No transition leads to this state from "StartAt".',
  hint: 'Lead to it from another state, or remove it. Step Functions refuses such a definition.',
  breaches: function* (block) {
    const start = own(block.value, 'StartAt');
    if (typeof start !== 'string' || !block.states.has(start)) return;
    const reached = behind([start], block);
    for (const { name, at } of block.states.values()) {
      if (reached.has(name)) continue;
      const message = `State "${name}" is not reachable.`;
      yield { at, aws: { code: 'MISSING_TRANSITION_TARGET', message, location: at.location } };
    }
  },
};

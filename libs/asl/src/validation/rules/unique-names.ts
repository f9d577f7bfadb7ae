import { shown, type Rule } from '../rule.js';
import { blocksOf, statesOf } from './blocks.js';

/** https://states-language.net/spec.html#state-names */
export const namesAreUnique: Rule = {
  code: 'DUPLICATE_STATE_NAME',
  says: 'State names MUST be unique within the scope of the whole state machine.',
  breaches: function* (machine, place) {
    const seen = new Set<string>();
    for (const block of blocksOf(machine, place)) {
      for (const { name, at } of statesOf(block)) {
        if (seen.has(name)) yield { at, found: `There is another state ${shown(name)}.` };
        seen.add(name);
      }
    }
  },
};

import { shown, type Rule } from '../rule.js';
import { blocksOf, statesOf } from './blocks.js';

/** https://states-language.net/spec.html#states-fields */
export const namesAreUnique: Rule = {
  code: 'DUPLICATE_STATE_NAME',
  says: 'The state name MUST be unique within the scope of the entire state machine.',
  breaches: function* (machine, place) {
    const seen = new Set<string>();
    for (const block of blocksOf(machine, place)) {
      for (const { name, at } of statesOf(block)) {
        const aws = { code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, location: at.location };
        if (seen.has(name)) yield { at, found: `There is another state ${shown(name)}.`, aws };
        seen.add(name);
      }
    }
  },
};

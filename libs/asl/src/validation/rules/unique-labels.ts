import { own } from '../../json/object.js';
import { shown, type Rule } from '../rule.js';
import { blocksOf, statesOf } from './blocks.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#map-state-distributed-fields */
export const labelsAreUnique: Rule = {
  code: 'DUPLICATE_LABEL',
  says: 'The "Label" of a Map state MUST be unique within the state machine.',
  breaches: function* (machine, place) {
    const seen = new Set<unknown>();
    for (const block of blocksOf(machine, place)) {
      for (const { state, at } of statesOf(block)) {
        const label = own(state, 'Label');
        if (typeof label !== 'string') continue;
        const aws = { code: 'DUPLICATE_LABEL_NAME', message: `Duplicate Label name: ${label}`, location: at.location };
        if (seen.has(label)) yield { at: at.field('Label'), found: `${shown(label)} is there twice.`, aws };
        seen.add(label);
      }
    }
  },
};

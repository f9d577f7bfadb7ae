import { own } from '../../json/object.js';
import { shown, type MachineRule } from '../rule.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#map-state-distributed-fields */
export const labelsAreUnique: MachineRule = {
  code: 'DUPLICATE_LABEL',
  says: 'The "Label" of a Map state MUST be unique within the state machine.',
  breaches: function* ({ all }) {
    const seen = new Set<unknown>();
    for (const { value, at } of all.flatMap(({ states }) => [...states.values()])) {
      const label = own(value, 'Label');
      if (typeof label !== 'string') continue;
      const aws = { code: 'DUPLICATE_LABEL_NAME', message: `Duplicate Label name: ${label}`, location: at.location };
      if (seen.has(label)) yield { at: at.field('Label'), found: `${shown(label)} is there twice.`, aws };
      seen.add(label);
    }
  },
};

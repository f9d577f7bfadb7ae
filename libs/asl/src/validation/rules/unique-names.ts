import { shown, type MachineRule } from '../rule.js';

/** https://states-language.net/spec.html#states-fields */
export const namesAreUnique: MachineRule = {
  code: 'DUPLICATE_STATE_NAME',
  says: 'The state name MUST be unique within the scope of the entire state machine.',
  breaches: function* ({ all }) {
    const seen = new Set<string>();
    for (const { states } of all) {
      for (const { name, at } of states.values()) {
        if (!seen.has(name)) {
          seen.add(name);
          continue;
        }
        const aws = { code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, location: at.location };
        yield { at, found: `There is another state ${shown(name)}.`, aws };
      }
    }
  },
};

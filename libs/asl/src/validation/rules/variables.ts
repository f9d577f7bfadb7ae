import { shown, type MachineRule } from '../rule.js';

/** https://states-language.net/spec.html#variable-scope */
export const innerNamesAreNew: MachineRule = {
  code: 'OUTER_VARIABLE_ASSIGNED',
  says: 'States in inner scopes MUST NOT assign to a variable with the same name as a variable in an outer scope.',
  hint: 'Hand a value out with the state\'s output, and assign it in the "Assign" of the Parallel or Map state.',
  breaches: function* ({ place }) {
    for (const { outer, assigned } of place.scope.all()) {
      for (const { name, at } of assigned) {
        if (outer?.has(name) === true) yield { at, found: `${shown(name)} is assigned outside.` };
      }
    }
  },
};

/** Step Functions takes such a definition; its executions fail there. */
export const readVariablesAreAssigned: MachineRule = {
  code: 'UNKNOWN_VARIABLE',
  severity: 'WARNING',
  says: 'A state can read only what a state of its scope, or of one around it, assigns.',
  hint: 'Assign it in a state before, of this scope or an outer one. The states of a Distributed Map see none of outside.',
  breaches: function* ({ place }) {
    for (const scope of place.scope.all()) {
      for (const { name, at } of scope.reads) {
        if (!scope.has(name)) yield { at, found: `There is no variable ${shown(name)}.` };
      }
    }
  },
};

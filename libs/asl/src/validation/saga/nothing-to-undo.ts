import { isArray, isObject, own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';
import { allStatesOf, compensates } from './steps.js';

/** What asks for an undo, where nothing has one. */
export const thereIsSomethingToUndo: Rule = {
  code: 'NOTHING_TO_UNDO',
  severity: 'WARNING',
  says: 'No state of this machine says in "Compensate" what undoes it: this has no effect.',
  breaches: (machine, place) => (compensates(machine, place) ? [] : requests(machine, place)),
};

function* requests(machine: JsonObject, place: Place): Generator<Breach> {
  if (isObject(own(machine, 'Saga') ?? null)) yield { at: place.field('Saga') };
  for (const { state, at } of allStatesOf(machine, place)) {
    const catchers = own(state, 'Catch') ?? [];
    for (const [index, catcher] of isArray(catchers) ? catchers.entries() : []) {
      if (isObject(catcher) && Object.hasOwn(catcher, 'Compensate')) {
        yield { at: at.field('Catch').item(index).field('Compensate') };
      }
    }
  }
}

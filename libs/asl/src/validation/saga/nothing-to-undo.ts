import { isArray, isObject, own } from '../../json/object.js';
import type { Breach, MachineRule } from '../rule.js';
import type { Structure } from '../structure.js';

/** What asks for an undo, where nothing has one. */
export const thereIsSomethingToUndo: MachineRule = {
  code: 'NOTHING_TO_UNDO',
  severity: 'WARNING',
  says: 'No state of this machine says in "Compensate" what undoes it: this has no effect.',
  hint: 'Add "Compensate" to the steps that have effects, or leave this out.',
  breaches: (machine) => (machine.holdsUndo ? [] : requests(machine)),
};

function* requests({ value: machine, place, all }: Structure): Generator<Breach> {
  if (isObject(own(machine, 'Saga') ?? null)) yield { at: place.field('Saga') };
  for (const { value, at } of all.flatMap(({ states }) => [...states.values()])) {
    if (own(value, 'Type') === 'Compensate') yield { at };
    const catchers = own(value, 'Catch') ?? [];
    for (const [index, catcher] of isArray(catchers) ? catchers.entries() : []) {
      if (isObject(catcher) && Object.hasOwn(catcher, 'Compensate')) {
        yield { at: at.field('Catch').item(index).field('Compensate') };
      }
    }
  }
}

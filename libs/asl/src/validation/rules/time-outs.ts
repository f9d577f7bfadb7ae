import { isObject, own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import type { Breach, MachineRule } from '../rule.js';

/** A time-out that comes after the machine's never comes. */
export const timeOutsAreWithinTheMachines: MachineRule = {
  code: 'TIMEOUT_BEYOND_MACHINE',
  severity: 'WARNING',
  says: 'This takes as long as the whole machine may, or longer: the "TimeoutSeconds" of the machine comes first.',
  hint: 'Make it shorter, or the machine\'s "TimeoutSeconds" longer.',
  breaches: function* ({ value: machine, all }) {
    const most = own(machine, 'TimeoutSeconds');
    if (typeof most !== 'number') return;
    for (const { states } of all) for (const { value, at } of states.values()) yield* beyond(value, at, most);
  },
};

function* beyond(state: JsonObject, at: Place, most: number): Generator<Breach> {
  const lock = own(state, 'Lock');
  const times: readonly (readonly [object: JsonObject, field: string, at: Place])[] = [
    [state, 'TimeoutSeconds', at],
    [state, 'Seconds', at],
    ...(lock !== undefined && isObject(lock) ? [[lock, 'TimeoutSeconds', at.field('Lock')] as const] : []),
  ];
  for (const [object, field, place] of times) {
    const seconds = own(object, field);
    if (typeof seconds === 'number' && seconds >= most) yield { at: place.field(field) };
  }
}

import { isObject, own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';
import { blocksOf, statesOf } from './blocks.js';

/** A time-out that comes after the machine's never comes. */
export const timeOutsAreWithinTheMachines: Rule = {
  code: 'TIMEOUT_BEYOND_MACHINE',
  severity: 'WARNING',
  says: 'This takes as long as the whole machine may, or longer: the "TimeoutSeconds" of the machine comes first.',
  hint: 'Make it shorter, or the machine\'s "TimeoutSeconds" longer.',
  breaches: function* (machine, place) {
    const most = own(machine, 'TimeoutSeconds');
    if (typeof most !== 'number') return;
    for (const block of blocksOf(machine, place)) {
      for (const { state, at } of statesOf(block)) yield* beyond(state, at, most);
    }
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

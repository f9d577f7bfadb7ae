import { Place } from '../place.js';

/** The place that these steps lead to. */
export const placed = (steps: readonly (string | number)[]): Place =>
  steps.reduce<Place>(
    (place, step) => (typeof step === 'number' ? place.item(step) : place.field(step)),
    Place.root('STANDARD'),
  );

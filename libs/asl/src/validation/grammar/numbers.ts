import { beyond, integer, nonNegativeInteger, positiveInteger, scalar } from '../shape.js';
import { filled } from './common.js';

const MOST_ITEMS = 100_000_000;

/** https://states-language.net/spec.html#map-state */
export const count = filled(nonNegativeInteger);
export const size = filled(positiveInteger);
export const maxItems = filled(integer(0, MOST_ITEMS));

export const percentage = filled(
  scalar({
    must: 'be a number from 0 to 100',
    aws: (value) => (typeof value === 'number' ? beyond(value, '0.0', '100.0') : 'Expected value of type [NUMBER]'),
    holds: (value) => typeof value === 'number' && value >= 0 && value <= 100,
  }),
);

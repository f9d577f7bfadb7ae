import { orJsonata } from '../jsonata.js';
import { inEither } from '../language.js';
import { nonNegativeInteger, scalar, type Shape } from '../shape.js';

const filled = (shape: Shape): Shape => inEither({ JSONPath: shape, JSONata: orJsonata(shape) });

export const count = filled(nonNegativeInteger);

export const percentage = filled(
  scalar({
    must: 'be a number from 0 to 100',
    aws: (value) => (typeof value === 'number' && value > 100 ? 'Maximum value is 100.0' : 'Minimum value is 0.0'),
    holds: (value) => typeof value === 'number' && value >= 0 && value <= 100,
  }),
);

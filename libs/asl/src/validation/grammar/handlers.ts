import type { CatcherDefinition } from '../../definition.js';
import type { Retrier } from '../../machine.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { resultPath } from '../paths.js';
import { intervalIsPositive, maxDelayIsReached } from '../rules/retry-interval.js';
import { reservedErrorIsKnown } from '../rules/reserved-error.js';
import { beyond, constant, integer, listOf, nonNegativeInteger, scalar, text } from '../shape.js';
import { caughtFields } from './common.js';

const errorEquals = listOf(text, 'error names', 1);
const LONGEST_DELAY = 31_622_400;

/** https://states-language.net/spec.html#retrying-after-error */
export const retrier = node<Retrier & { readonly Comment?: string }>({
  what: 'a Retrier',
  required: ['ErrorEquals'],
  fields: {
    ErrorEquals: errorEquals,
    IntervalSeconds: nonNegativeInteger,
    MaxAttempts: nonNegativeInteger,
    BackoffRate: scalar({
      must: 'be a number greater than or equal to 1.0',
      aws: (value) => (typeof value === 'number' ? beyond(value, '1.0', Infinity) : 'Expected value of type [NUMBER]'),
      holds: (value) => typeof value === 'number' && value >= 1,
    }),
    MaxDelaySeconds: integer(1, LONGEST_DELAY),
    JitterStrategy: constant('NONE', 'FULL'),
    Comment: text,
  },
  rules: [reservedErrorIsKnown, intervalIsPositive, maxDelayIsReached],
});

/** https://states-language.net/spec.html#fallback-states */
export const catcher = node<CatcherDefinition>({
  what: 'a Catcher',
  required: ['ErrorEquals', 'Next'],
  fields: {
    ErrorEquals: errorEquals,
    Next: text,
    ResultPath: onlyJsonPath(resultPath),
    ...caughtFields,
    Compensate: constant('SCOPE'),
    Comment: text,
  },
  rules: [reservedErrorIsKnown],
});

export const retriers = listOf(retrier, 'Retriers');
export const handlers = { Retry: retriers, Catch: listOf(catcher, 'Catchers') };

import type { CatcherDefinition } from '../../definition.js';
import type { Retrier } from '../../machine.js';
import { node } from '../node.js';
import { resultPath } from '../paths.js';
import { maxDelayIsReached } from '../rules/max-delay.js';
import { reservedErrorIsKnown } from '../rules/reserved-error.js';
import { constant, listOf, nonNegativeInteger, positiveInteger, scalar, text } from '../shape.js';

const errorEquals = listOf(text, 'error names', 1);

/** https://states-language.net/spec.html#retrying-after-error */
export const retriers = listOf(
  node<Retrier & { readonly Comment?: string }>({
    what: 'a Retrier',
    required: ['ErrorEquals'],
    fields: {
      ErrorEquals: errorEquals,
      IntervalSeconds: positiveInteger,
      MaxAttempts: nonNegativeInteger,
      BackoffRate: scalar({
        must: 'be a number greater than or equal to 1.0',
        holds: (value) => typeof value === 'number' && value >= 1,
      }),
      MaxDelaySeconds: positiveInteger,
      JitterStrategy: constant('FULL', 'NONE'),
      Comment: text,
    },
    rules: [reservedErrorIsKnown, maxDelayIsReached],
  }),
  'Retriers',
);

/** https://states-language.net/spec.html#fallback-states */
export const catchers = listOf(
  node<CatcherDefinition>({
    what: 'a Catcher',
    required: ['ErrorEquals', 'Next'],
    fields: { ErrorEquals: errorEquals, Next: text, ResultPath: resultPath, Comment: text },
    rules: [reservedErrorIsKnown],
  }),
  'Catchers',
);

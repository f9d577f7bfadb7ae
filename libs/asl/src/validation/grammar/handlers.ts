import type { CatcherDefinition } from '../../definition.js';
import type { Retrier } from '../../machine.js';
import { jsonataTemplate } from '../jsonata.js';
import { onlyJsonata, onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { resultPath } from '../paths.js';
import { maxDelayIsReached } from '../rules/max-delay.js';
import { reservedErrorIsKnown } from '../rules/reserved-error.js';
import { constant, listOf, nonNegativeInteger, positiveInteger, scalar, text } from '../shape.js';
import { assign } from './common.js';

const errorEquals = listOf(text, 'error names', 1);

/** https://states-language.net/spec.html#retrying-after-error */
export const retrier = node<Retrier & { readonly Comment?: string }>({
  what: 'a Retrier',
  required: ['ErrorEquals'],
  fields: {
    ErrorEquals: errorEquals,
    IntervalSeconds: positiveInteger,
    MaxAttempts: nonNegativeInteger,
    BackoffRate: scalar({
      must: 'be a number greater than or equal to 1.0',
      aws: () => 'Minimum value is 1.0',
      holds: (value) => typeof value === 'number' && value >= 1,
    }),
    MaxDelaySeconds: positiveInteger,
    JitterStrategy: constant('FULL', 'NONE'),
    Comment: text,
  },
  rules: [reservedErrorIsKnown, maxDelayIsReached],
});

/** https://states-language.net/spec.html#fallback-states */
export const catcher = node<CatcherDefinition>({
  what: 'a Catcher',
  required: ['ErrorEquals', 'Next'],
  fields: {
    ErrorEquals: errorEquals,
    Next: text,
    ResultPath: onlyJsonPath(resultPath),
    Output: onlyJsonata(jsonataTemplate),
    ...assign,
    Compensate: constant('SCOPE'),
    Comment: text,
  },
  rules: [reservedErrorIsKnown],
});

export const retriers = listOf(retrier, 'Retriers');
export const handlers = { Retry: retriers, Catch: listOf(catcher, 'Catchers') };

import { isArray } from '../../json/object.js';
import type { StatesError } from '../../machine.js';
import { shown, type Rule } from '../rule.js';

/** The compiler keeps this complete. https://states-language.net/spec.html#appendix-a */
const RESERVED: { readonly [E in StatesError]: true } = {
  'States.ALL': true,
  'States.BranchFailed': true,
  'States.DataLimitExceeded': true,
  'States.ExceedToleratedFailureThreshold': true,
  'States.HeartbeatTimeout': true,
  'States.IntrinsicFailure': true,
  'States.ItemReaderFailed': true,
  'States.NoChoiceMatched': true,
  'States.ParameterPathFailure': true,
  'States.Permissions': true,
  'States.QueryEvaluationError': true,
  'States.ResultPathMatchFailure': true,
  'States.ResultWriterFailed': true,
  'States.Runtime': true,
  'States.TaskFailed': true,
  'States.Timeout': true,
};

export const reservedErrorIsKnown: Rule = {
  code: 'UNKNOWN_STATES_ERROR',
  severity: 'WARNING',
  says: 'Error names that begin with "States." are reserved; this one is not defined, so nothing ever has it.',
  hint: 'Error names are case-sensitive, such as "States.Timeout".',
  breaches: ({ ErrorEquals }, place) =>
    (ErrorEquals !== undefined && isArray(ErrorEquals) ? ErrorEquals : []).flatMap((name, index) =>
      typeof name === 'string' && name.startsWith('States.') && !Object.hasOwn(RESERVED, name)
        ? [{ at: place.field('ErrorEquals').item(index), found: `It is ${shown(name)}.` }]
        : [],
    ),
};

import { unless, type Rule } from '../rule.js';

/** R16. */
export const waitIsForALock: Rule = {
  code: 'LOCK_NEVER_WAITS',
  severity: 'WARNING',
  says: 'A Lock with the "Policy" "FAIL_FAST" never waits: its "TimeoutSeconds" has no effect.',
  hint: 'Leave it out, or set "Policy" to "WAIT".',
  breaches: ({ Policy, TimeoutSeconds }, place) =>
    unless(Policy !== 'FAIL_FAST' || TimeoutSeconds === undefined, place.field('TimeoutSeconds')),
};

import { unless, type Rule } from '../rule.js';

/** https://states-language.net/spec.html#retrying-after-error */
export const maxDelayIsReached: Rule = {
  code: 'MAX_DELAY_BELOW_INTERVAL',
  severity: 'WARNING',
  says: 'A "MaxDelaySeconds" below "IntervalSeconds" (default 1) makes every wait the same.',
  hint: 'Make it longer than "IntervalSeconds", or leave it out.',
  breaches: ({ MaxDelaySeconds, IntervalSeconds = 1 }, place) =>
    typeof MaxDelaySeconds === 'number' && typeof IntervalSeconds === 'number' && MaxDelaySeconds < IntervalSeconds
      ? [{ at: place.field('MaxDelaySeconds') }]
      : [],
};

/** Step Functions takes 0, against the specification. */
export const intervalIsPositive: Rule = {
  code: 'NO_RETRY_INTERVAL',
  severity: 'WARNING',
  says: 'The value of "IntervalSeconds" MUST be a positive integer: with 0 all attempts follow at once.',
  hint: 'Leave it out: the default is 1.',
  breaches: ({ IntervalSeconds }, place) => unless(IntervalSeconds !== 0, place.field('IntervalSeconds')),
};

import { exactlyOneOf } from './one-of.js';

/** https://states-language.net/spec.html#transition */
export const nextOrEnd = exactlyOneOf(
  'NEXT_OR_END',
  'A state that is not a Choice, Succeed or Fail state',
  'Next',
  'End',
);

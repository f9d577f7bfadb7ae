import { schema } from '../aws.js';
import type { Rule } from '../rule.js';
import { none, several } from './one-of.js';

const FIELDS = ['Next', 'End'];

/** `"End": false` says nothing. https://states-language.net/spec.html#transition */
export const nextOrEnd: Rule = {
  code: 'NEXT_OR_END',
  says: 'A state that is not a Choice, Succeed or Fail state MUST have exactly one of "Next" and "End": true.',
  breaches: (state, at) => {
    const [next, end] = [Object.hasOwn(state, 'Next'), state['End'] === true];
    if (next !== end) return [];
    return [
      {
        at,
        found: next ? 'It has both.' : 'It has neither.',
        aws: schema(next ? several(FIELDS) : none(FIELDS), at),
      },
    ];
  },
};

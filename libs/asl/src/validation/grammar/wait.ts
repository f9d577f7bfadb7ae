import type { WaitDefinition } from '../../definition.js';
import { parseTimestamp } from '../../timestamp.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { exactlyOneOf } from '../rules/one-of.js';
import { nextOrEnd } from '../rules/transition.js';
import { nonNegativeInteger, scalar } from '../shape.js';
import { assigns, common, filled, inputOutput, transition } from './common.js';

/** https://states-language.net/spec.html#timestamps */
export const timestamp = scalar({
  must: 'be an RFC 3339 timestamp',
  code: 'BAD_TIMESTAMP',
  hint: 'Such as "2016-03-14T01:59:00Z", with an upper-case T and Z, or an offset such as "+01:00".',
  aws: 'String does not match RFC3339 timestamp',
  holds: (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
});

/** https://states-language.net/spec.html#wait-state */
export const wait = node<WaitDefinition>({
  what: 'a Wait state',
  fields: {
    ...common,
    ...transition,
    ...inputOutput,
    ...assigns,
    Seconds: filled(nonNegativeInteger),
    SecondsPath: onlyJsonPath(referencePath),
    Timestamp: filled(timestamp),
    TimestampPath: onlyJsonPath(referencePath),
  },
  rules: [
    nextOrEnd,
    exactlyOneOf('WAIT_FORMS', 'A Wait state', 'SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'),
  ],
});

import type { LockDefinition } from '../../definition.js';
import { inEither, onlyJsonPath } from '../language.js';
import { orJsonata } from '../jsonata.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { exactlyOneOf } from '../rules/one-of.js';
import { constant, positiveInteger, text } from '../shape.js';

/** Ours (R16): nobody else's step runs with the same key until the execution has ended and is undone. */
export const lock = node<LockDefinition>({
  what: 'a Lock',
  fields: {
    Key: inEither({ JSONPath: text, JSONata: orJsonata(text) }),
    KeyPath: onlyJsonPath(referencePath),
    Policy: constant('WAIT', 'FAIL_FAST'),
    TimeoutSeconds: positiveInteger,
    Comment: text,
  },
  rules: [exactlyOneOf('LOCK_KEY', 'A Lock', 'Key', 'KeyPath')],
});

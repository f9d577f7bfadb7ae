import type { LockDefinition } from '../../definition.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { exactlyOneOf } from '../rules/one-of.js';
import { waitIsForALock } from '../saga/lock.js';
import { constant, positiveInteger, text } from '../shape.js';
import { filled } from './common.js';

/** Ours (R16): nobody else's step runs with the same key until the execution has ended and is undone. */
export const lock = node<LockDefinition>({
  what: 'a Lock',
  fields: {
    Key: filled(text),
    KeyPath: onlyJsonPath(referencePath),
    Policy: constant('WAIT', 'FAIL_FAST'),
    TimeoutSeconds: positiveInteger,
    Comment: text,
  },
  rules: [exactlyOneOf('LOCK_KEY', 'A Lock', 'Key', 'KeyPath'), waitIsForALock],
});

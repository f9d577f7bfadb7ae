import { readTaskToken } from '#contracts';
import { happened, NOTHING, refuse, type Decide } from '../decide.js';
import { heldLockOf, type HeldLock } from '../resource.js';

/**
 * R16. The execution that holds a lock has it for all of its steps. Any other one waits for its turn, or is refused at
 * once.
 */
export const acquireLock: Decide<'AcquireLock'> = (before, { key, taskToken, policy }) => {
  const execution = readTaskToken(taskToken)?.execution;
  if (execution === undefined) return refuse('InvalidToken', 'The task token is not one of ours.');
  const lock = heldLockOf(before);
  const asked = { key, execution, taskToken };
  if (!lock) return happened({ type: 'LockAcquired', ...asked });
  if (lock.holder === execution)
    return lock.tokens.includes(taskToken) ? NOTHING : happened({ type: 'LockAcquired', ...asked });
  if (lock.queue.some((request) => request.taskToken === taskToken)) return NOTHING;
  if (policy === 'FAIL_FAST') return refuse('LockNotAvailable', `${heldBy(lock)}.`);
  if (sizeOf(lock) + taskToken.length > MOST_WAITING)
    return refuse('LockNotAvailable', `${heldBy(lock)}, and ${lock.queue.length} others wait for it.`);
  return happened({ type: 'LockQueued', ...asked });
};

const heldBy = ({ key, holder }: HeldLock): string => `The lock '${key}' is held by ${holder}`;

/** Characters of the tokens of those who wait: the lock is one record of the checkpoints, and those have a limit. */
const MOST_WAITING = 400_000;

const sizeOf = ({ queue }: HeldLock): number => queue.reduce((size, { taskToken }) => size + taskToken.length, 0);

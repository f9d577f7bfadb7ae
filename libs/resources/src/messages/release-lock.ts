import { happened, NOTHING, type Decide } from '../decide.js';
import { heldLockOf } from '../resource.js';

/**
 * One request is over. With the last one of its holder the lock goes to the execution that has waited longest, with all
 * of that execution's requests.
 */
export const releaseLock: Decide<'ReleaseLock'> = (before, { key, taskToken }) => {
  const lock = heldLockOf(before);
  if (!lock) return NOTHING;
  const waiting = lock.queue.find((request) => request.taskToken === taskToken);
  if (waiting) return happened({ type: 'LockWithdrawn', key, execution: waiting.execution, taskToken });
  if (!lock.tokens.includes(taskToken)) return NOTHING;
  const released = { type: 'LockReleased', key, execution: lock.holder, taskToken } as const;
  const next = lock.tokens.length === 1 ? lock.queue[0]?.execution : undefined;
  const taken = lock.queue.filter(({ execution }) => execution === next);
  return happened(
    released,
    ...taken.map((request) => ({
      type: 'LockAcquired' as const,
      key,
      execution: request.execution,
      taskToken: request.taskToken,
    })),
  );
};

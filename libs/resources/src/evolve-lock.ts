import type { RegistryEventOf } from '#contracts';
import { heldLockOf, type HeldLock, type Resource } from './resource.js';

/**
 * What happens to a lock. Whoever acquires it holds it, whatever is known of it before: a reader that begins in the
 * middle is right again as soon as it is free.
 */

export function acquired(
  before: Resource | undefined,
  { key, execution, taskToken }: RegistryEventOf<'LockAcquired'>,
  at: number,
): HeldLock {
  const lock = heldLockOf(before);
  const queue = lock?.queue.filter((request) => request.taskToken !== taskToken) ?? [];
  return lock?.holder === execution
    ? { ...lock, tokens: [...lock.tokens, taskToken], queue }
    : { kind: 'LOCK', key, holder: execution, since: at, tokens: [taskToken], queue };
}

export function queued(
  before: Resource | undefined,
  { execution, taskToken }: RegistryEventOf<'LockQueued'>,
  at: number,
): Resource | undefined {
  const lock = heldLockOf(before);
  return lock ? { ...lock, queue: [...lock.queue, { execution, taskToken, since: at }] } : before;
}

/** Where somebody waits, whoever acquires it next does so in the same decision. */
export function released(
  before: Resource | undefined,
  { key, taskToken }: RegistryEventOf<'LockReleased'>,
): Resource | undefined {
  const lock = heldLockOf(before);
  if (!lock) return before;
  const tokens = lock.tokens.filter((token) => token !== taskToken);
  return tokens.length > 0 || lock.queue.length > 0 ? { ...lock, tokens } : { kind: 'LOCK', deleted: true, key };
}

export function withdrawn(
  before: Resource | undefined,
  { taskToken }: RegistryEventOf<'LockWithdrawn'>,
): Resource | undefined {
  const lock = heldLockOf(before);
  return lock ? { ...lock, queue: lock.queue.filter((request) => request.taskToken !== taskToken) } : before;
}

import type { CompiledLock } from '#asl';
import { LIMITS, type EventOf } from '#contracts';
import { holds, LOCK_SECONDS } from '../tasks/locks.js';
import { failedToEvaluate, happened, type Entry, type StateResult } from './state-result.js';

/** R16: the lock is asked for before anything goes out; nothing happens where the execution holds it already. */
export async function requestLock(lock: CompiledLock, entry: Entry, attempt: number): Promise<StateResult | undefined> {
  const key = await lock.key(entry.scope);
  if (!key.ok) return failedToEvaluate(entry, key);
  const { length } = key.value;
  if (length === 0 || length > LIMITS.lockKeyLength) {
    const cause = `The key of its lock has ${length} characters; it has to have 1 to ${LIMITS.lockKeyLength}.`;
    return failedToEvaluate(entry, { ok: false, error: 'States.Runtime', cause });
  }
  if (holds(entry.execution.locks, key.value)) return undefined;
  const { state, visit } = entry.position;
  const { Policy: policy, TimeoutSeconds = LOCK_SECONDS } = lock;
  const requested: EventOf<'TaskLockRequested'> = {
    type: 'TaskLockRequested',
    state,
    visit,
    attempt,
    key: key.value,
    policy,
    ...(policy === 'WAIT' && { dueAt: entry.at + TimeoutSeconds * 1000 }),
  };
  return happened(requested);
}

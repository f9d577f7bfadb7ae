import { refuse } from '../decision.js';
import { isOfAttempt } from '../tasks/locks.js';
import { issuedToken } from '../task-token.js';
import type { Handle } from './handle.js';

/**
 * The execution is told that it holds a lock. If it does not want it, since it has waited for long enough, or has ended,
 * that is a refusal, and the lock is told (`refusal`): or it would be held for ever.
 */
export const grantLock: Handle<'GrantLock'> = (decision, { key, taskToken }) => {
  const { execution } = decision;
  const token = execution.status === 'RUNNING' ? issuedToken(execution, taskToken) : undefined;
  const locks = (execution.status === 'RUNNING' && execution.locks) || [];
  const lock = token && locks.find((it) => it.key === key && isOfAttempt(it, token));
  if (!lock) return refuse('LockNotWanted', `The execution '${execution.id}' does not wait for the lock '${key}'.`);
  if (lock.held) return undefined;
  const { state, visit, attempt } = lock;
  return decision.record({ type: 'TaskLockAcquired', state, visit, attempt, key });
};

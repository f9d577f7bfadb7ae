import { isOfAttempt, LOCK_NOT_AVAILABLE } from '../tasks/locks.js';
import { issuedToken } from '../task-token.js';
import type { Handle } from './handle.js';

/** Another execution holds the lock, and the Task does not want to wait for it. */
export const refuseLock: Handle<'RefuseLock'> = (decision, { key, taskToken, cause }) => {
  const { execution } = decision;
  const token = execution.status === 'RUNNING' ? issuedToken(execution, taskToken) : undefined;
  const locks = (execution.status === 'RUNNING' && execution.locks) || [];
  const lock = token && locks.find((it) => it.key === key && isOfAttempt(it, token));
  if (!lock || lock.held) return undefined;
  const { state, visit, attempt } = lock;
  return decision.record({
    type: 'TaskLockFailed',
    state,
    visit,
    attempt,
    key,
    error: LOCK_NOT_AVAILABLE,
    ...(cause !== undefined && { cause }),
  });
};

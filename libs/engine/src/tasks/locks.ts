import type { Attempt, ExecutionEvent } from '#contracts';

/** A semantic lock (R16) that an attempt waits for, or has got: the execution then holds it until it has ended. */
export interface Lock extends Attempt {
  readonly key: string;
  readonly held?: true;
}

/** What a Task fails with that does not get its lock. */
export const LOCK_TIMEOUT = 'Saga.LockTimeout';
export const LOCK_NOT_AVAILABLE = 'Saga.LockNotAvailable';

/** How long a lock is waited for where its author does not say: two executions that wait for each other must not do so for ever. */
export const LOCK_SECONDS = 60;

const isOfVisit = (lock: Lock, { state, visit }: { state: string; visit: number }): boolean =>
  lock.state === state && lock.visit === visit;

export const isOfAttempt = (lock: Lock, event: Attempt): boolean =>
  isOfVisit(lock, event) && lock.attempt === event.attempt;

export const holds = (locks: readonly Lock[] | undefined, key: string): boolean =>
  locks?.some((lock) => lock.held && lock.key === key) ?? false;

/** Whether a lock is not wanted any more with an event: an undo needs no more of them, an end none at all. */
function isOver(lock: Lock, event: ExecutionEvent): boolean {
  switch (event.type) {
    case 'TaskLockFailed':
      return isOfAttempt(lock, event);
    case 'TaskStateAborted':
      return !lock.held && isOfVisit(lock, event);
    case 'CompensationTriggered':
    case 'CompensationPlanned':
      return !lock.held;
    case 'ExecutionSucceeded':
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return true;
    default:
      return false;
  }
}

/** What is to be released with an event. Whoever was refused has nothing to give back. */
export const releasedBy = (locks: readonly Lock[], event: ExecutionEvent): readonly Lock[] =>
  event.type === 'TaskLockFailed' && event.error === LOCK_NOT_AVAILABLE
    ? []
    : locks.filter((lock) => isOver(lock, event));

/** What is held or waited for behind an event. */
export function locksBehind(locks: readonly Lock[], event: ExecutionEvent): readonly Lock[] {
  if (event.type === 'TaskLockRequested') {
    const { state, visit, attempt, key } = event;
    return [...locks, { state, visit, attempt, key }];
  }
  if (event.type === 'TaskLockAcquired')
    return locks.map((lock) => (isOfAttempt(lock, event) ? { ...lock, held: true as const } : lock));
  const left = locks.filter((lock) => !isOver(lock, event));
  return left.length === locks.length ? locks : left;
}

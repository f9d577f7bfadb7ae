import type { EventOf, ExecutionEvent } from '#contracts';
import type { RunningExecution } from '../execution.js';
import { locksBehind } from '../tasks/locks.js';
import { changed, current, doing, problemOf } from './position.js';

/** The execution with the locks that it holds or waits for behind an event. */
export function locksSettled(execution: RunningExecution, event: ExecutionEvent): RunningExecution {
  const { locks = [], ...alone } = execution;
  const behind = locksBehind(locks, event);
  if (behind === locks) return execution;
  return behind.length > 0 ? { ...alone, locks: behind } : alone;
}

/** What an attempt before it has sent is sent again. */
export function lockRequested(execution: RunningExecution, event: EventOf<'TaskLockRequested'>): RunningExecution {
  const { attempt, key, dueAt } = event;
  return changed(execution, event, (position) => {
    const before = position.doing;
    const sent =
      before.phase === 'RETRYING'
        ? {
            input: before.input,
            ...(before.via && { via: before.via }),
            ...(before.unsent && { unsent: before.unsent }),
          }
        : { input: position.input, unsent: true as const };
    return {
      ...position,
      doing: { phase: 'LOCKING', attempt, key, ...sent, ...(dueAt !== undefined && { dueAt }) },
    };
  });
}

export function lockAcquired(execution: RunningExecution, event: EventOf<'TaskLockAcquired'>): RunningExecution {
  const now = current(execution, event)?.doing;
  if (now?.phase !== 'LOCKING') return execution;
  const { dueAt: _, ...locking } = now;
  return doing(execution, event, { ...locking, phase: 'LOCKED' });
}

export function lockFailed(execution: RunningExecution, event: EventOf<'TaskLockFailed'>): RunningExecution {
  const now = current(execution, event)?.doing;
  if (now?.phase !== 'LOCKING') return execution;
  const { dueAt: _, key: __, ...locking } = now;
  return doing(execution, event, { ...locking, phase: 'FAILED', problem: problemOf(event) });
}

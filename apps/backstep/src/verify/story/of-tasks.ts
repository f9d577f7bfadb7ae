import type { Attempt, EventOf } from '#contracts';
import { attemptOf, stepOf, visitAt, type InState, type RunningExecution } from '#engine';
import { nameIn } from '../declared.js';
import { answersLatest, begins, type Checks, type Doubt } from './check.js';
import { undoOf } from './of-undo.js';

type Retried = EventOf<'RetryScheduled'>;

/** Whether a try is over: it was answered so, or something of it could not be computed, which was told before or is now. */
function hasFailed(execution: RunningExecution, { doing }: InState, { error }: Retried, at: number): boolean {
  const isTold = error !== undefined || execution.beforeFailure !== undefined;
  switch (doing.phase) {
    case 'FAILED':
      return true;
    case 'SCOPES':
      return doing.failure !== undefined || (isTold && doing.scopes.length === 0);
    case 'RETRYING':
      return isTold && doing.dueAt <= at;
    case 'ENTERED':
    case 'LOCKED':
    case 'READ':
    case 'ANSWERED':
      return isTold;
    default:
      return false;
  }
}

/** The lock is that of the attempt. */
const waitsForLock = ({ locks = [] }: RunningExecution, event: Attempt & { readonly key: string }): Doubt =>
  locks.some(
    ({ state, visit, attempt, key, held }) =>
      !held && key === event.key && attempt === event.attempt && visit === event.visit && state === event.state,
  )
    ? undefined
    : 'this attempt does not wait for the lock';

export const ofTasks = {
  ActivityStarted: answersLatest,
  TaskSubmitted: (execution, event) => {
    const doing = visitAt(execution, event)?.doing;
    return doing?.phase === 'OUT' && doing.submitted ? 'it is submitted already' : answersLatest(execution, event);
  },
  TaskLockRequested: (execution, event) => {
    const { locks = [] } = execution;
    if (execution.undoing) return 'it is being undone';
    return locks.some(({ key, held }) => held && key === event.key)
      ? 'it holds the lock already'
      : begins(execution, event);
  },
  TaskLockAcquired: waitsForLock,
  TaskLockFailed: waitsForLock,
  TaskScheduled: (execution, event, { declared }) => {
    const here = visitAt(execution, event);
    if (!here || execution.undoing) return 'the state was not entered';
    const { doing } = here;
    const again = doing.phase === 'RETRYING' || doing.phase === 'LOCKED' ? doing.attempt : undefined;
    const expected = doing.phase === 'ENTERED' ? 1 : again;
    if (expected !== event.attempt) return `attempt ${expected ?? 'none'} is next`;
    const state = declared?.states.get(nameIn(event.state));
    if (state && state.resource !== event.resource) return `its resource is ${state.resource}`;
    return state && (state.undo !== undefined) !== (event.compensable ?? false)
      ? 'whether it can be undone is not what the definition says'
      : undefined;
  },
  TaskSucceeded: (execution, event) => {
    const doing = visitAt(execution, event)?.doing;
    if (doing?.phase === 'OUT') return event.attempt <= doing.attempt ? undefined : 'this attempt was never sent';
    if (doing?.phase === 'RETRYING') return event.attempt < doing.attempt ? undefined : 'this attempt was never sent';
    return 'nothing is out';
  },
  TaskFailed: answersLatest,
  TaskTimedOut: answersLatest,
  TaskHeartbeat: (execution, event) =>
    event.leg === 'F'
      ? answersLatest(execution, event)
      : undoOf(execution, event, ({ status }) => (status === 'OUT' ? undefined : 'this undo is not out')),
  RetryScheduled: (execution, event, { at }) => {
    const here = visitAt(execution, event);
    if (!here || !hasFailed(execution, here, event, at) || event.attempt !== attemptOf(here) + 1)
      return 'no attempt has failed';
    const step = stepOf(execution, event);
    if (step?.whole) return 'it has succeeded, and is undone as a whole';
    return event.child?.execution === step?.child?.execution ? undefined : 'that execution did not succeed for it';
  },
  LateResult: (execution, event) => {
    const step = stepOf(execution, event);
    if (!step) return 'no such step was taken';
    return event.attempt <= step.attempt ? undefined : 'this attempt was never sent';
  },
} satisfies Partial<Checks>;

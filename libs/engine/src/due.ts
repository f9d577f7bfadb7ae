import type { Execution, RunningExecution } from './execution.js';
import type { InState, Outstanding } from './scopes/scope-state.js';
import type { Step } from './failure/step.js';
import { HEARTBEAT_SLACK } from './messages/send-task-heartbeat.js';
import { findMovable } from './scopes/find-movable.js';
import { visitsIn } from './scopes/scope-tree.js';

/** What happens by itself when a time has come. */
export type Due = { readonly at: number } & (
  | { readonly what: 'EXECUTION' | 'TRANSITION' | 'DRAIN' }
  | { readonly what: 'WAIT' | 'RETRY' | 'LOCK' | 'WRITE' | 'SCOPE_DRAIN'; readonly position: InState }
  | { readonly what: 'ATTEMPT'; readonly error: TimeoutError; readonly position: InState }
  | { readonly what: 'UNDO_ATTEMPT'; readonly error: TimeoutError; readonly step: Step }
  | { readonly what: 'UNDO_RETRY'; readonly step: Step }
);

export type TimeoutError = 'States.Timeout' | 'States.HeartbeatTimeout';

/** The earliest time (epoch milliseconds) at which `TimerFired` would decide something; undefined: there is none. */
export const nextDue = (execution: Execution): number | undefined => earliestDue(execution)?.at;

/** A decision that failed for a bug is not made again before: it would fill the log with that. */
const PAUSE_AFTER_A_BUG = 60_000;

/** What is due first; of two at the same time, the execution's own time-out, but an attempt's before the end of waiting for it. */
export function earliestDue(execution: Execution): Due | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  const due = dueOf(execution);
  const { attention } = execution;
  return due && attention ? { ...due, at: Math.max(due.at, attention.since + PAUSE_AFTER_A_BUG) } : due;
}

function dueOf(execution: RunningExecution): Due | undefined {
  const { undoing, dueAt, paused } = execution;
  if (undoing && undoing.drainUntil === undefined) return dueInUndo(execution);
  // What is undone for a scope goes on while the execution does, or waits for a person.
  const inState = earlier(dueInState(execution), dueInUndo(execution));
  if (paused) return inState;
  if (undoing) return earlier(inState, { what: 'DRAIN', at: undoing.drainUntil as number });
  return dueAt === undefined ? inState : earlier({ what: 'EXECUTION', at: dueAt }, inState);
}

const earlier = (a: Due | undefined, b: Due | undefined): Due | undefined => (!a || (b && b.at < a.at) ? (b ?? a) : a);

function dueInState(execution: RunningExecution): Due | undefined {
  const { root, undoing, startedAt } = execution;
  let due: Due | undefined;
  for (const position of visitsIn(root)) due = earlier(due, dueAt(position, undoing !== undefined));
  if (undoing) return due;
  // What a decision left for the next one.
  const movable = findMovable(execution)?.scope.position;
  if (!movable) return due;
  return earlier(due, { what: 'TRANSITION', at: movable.at === 'BETWEEN' ? movable.since : startedAt });
}

function dueAt(position: InState, undoing: boolean): Due | undefined {
  const { doing } = position;
  if (doing.phase === 'OUT') {
    const timeout = attemptDue(doing);
    return timeout && { what: 'ATTEMPT', position, ...timeout };
  }
  if (undoing) return undefined;
  if (doing.phase === 'SCOPES') return doing.writing?.out && { what: 'WRITE', at: doing.writing.out.dueAt, position };
  if (doing.phase === 'LOCKING' && doing.dueAt !== undefined) return { what: 'LOCK', at: doing.dueAt, position };
  if (doing.phase === 'DRAINING') return { what: 'SCOPE_DRAIN', at: doing.drainUntil, position };
  if (doing.phase === 'WAITING') return { what: 'WAIT', at: doing.dueAt, position };
  return doing.phase === 'RETRYING' ? { what: 'RETRY', at: doing.dueAt, position } : undefined;
}

function dueInUndo({ steps, undoing, partlyUndone }: RunningExecution): Due | undefined {
  if (!undoing && !partlyUndone) return undefined;
  let due: Due | undefined;
  for (const step of steps) {
    const { undo } = step;
    if (undo?.status === 'RETRYING') due = earlier(due, { what: 'UNDO_RETRY', at: undo.dueAt, step });
    if (undo?.status !== 'OUT') continue;
    const timeout = attemptDue(undo.out);
    if (timeout) due = earlier(due, { what: 'UNDO_ATTEMPT', step, ...timeout });
  }
  return due;
}

function attemptDue({
  dueAt,
  heartbeatSeconds,
  heardAt,
}: Outstanding): { at: number; error: TimeoutError } | undefined {
  const silentAt =
    heartbeatSeconds === undefined ? Infinity : heardAt + Math.ceil(heartbeatSeconds * 1000 * (1 + HEARTBEAT_SLACK));
  if (dueAt !== undefined && dueAt <= silentAt) return { at: dueAt, error: 'States.Timeout' };
  return silentAt === Infinity ? undefined : { at: silentAt, error: 'States.HeartbeatTimeout' };
}

import type { CompiledState } from '#asl';
import type { Json, Via } from '#contracts';
import { advance } from '../advance.js';
import type { Decision } from '../decision.js';
import { earliestDue, type Due } from '../due.js';
import type { InState } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { scheduleUndo } from '../failure/advance-undo.js';
import { settle } from '../failure/fail-state.js';
import { endDrain, endWith } from '../failure/end-with.js';
import { endScopedDrain } from '../failure/scoped-undo.js';
import { stateAt } from '../scopes/definition-of.js';
import { entryOf } from '../states/entry-of.js';
import { startMap } from '../states/map.js';
import { startBranches } from '../states/parallel.js';
import type { Entry, StateResult } from '../states/state-result.js';
import { tryTaskAgain } from '../states/task.js';
import { leaveWait } from '../states/wait.js';
import { LOCK_TIMEOUT } from '../tasks/locks.js';
import type { Handle } from './handle.js';
import { writeTimedOut } from './results-written.js';

/** All that is due, the earliest first. A transition that is due is made by what follows every message. */
export const timerFired: Handle<'TimerFired'> = async (decision) => {
  for (;;) {
    const due = earliestDue(decision.execution);
    if (!due || due.at > decision.moment.at) return;
    const before = decision.events.length;
    await fire(decision, decision.execution as RunningExecution, due);
    await advance(decision);
    if (decision.events.length === before) return;
  }
};

async function fire(decision: Decision, execution: RunningExecution, due: Due): Promise<void> {
  switch (due.what) {
    case 'TRANSITION':
      return;
    case 'EXECUTION':
      return endWith(decision, 'TIMED_OUT', { error: 'States.Timeout' });
    case 'DRAIN':
      return endDrain(decision, execution);
    case 'UNDO_RETRY':
      return scheduleUndo(decision, execution, due.step);
    case 'UNDO_ATTEMPT': {
      const { state, visit, undo } = due.step;
      const attempt = undo?.attempt as number;
      const { error } = due;
      return decision.record({ type: 'CompensationFailed', state, visit, attempt, error, outcome: 'unknown' });
    }
    default:
      return fireInState(decision, execution, due);
  }
}

async function fireInState(
  decision: Decision,
  execution: RunningExecution,
  due: Extract<Due, { what: 'ATTEMPT' | 'RETRY' | 'WAIT' | 'LOCK' | 'WRITE' | 'SCOPE_DRAIN' }>,
): Promise<void> {
  const { position } = due;
  const { state: path, visit, doing } = position;
  if (due.what === 'ATTEMPT') {
    const { attempt } = doing as { attempt: number };
    return decision.record({ type: 'TaskTimedOut', state: path, visit, attempt, error: due.error });
  }
  if (doing.phase === 'SCOPES') return writeTimedOut(decision, position, doing);
  if (doing.phase === 'DRAINING') return endScopedDrain(decision, position, doing);
  if (doing.phase === 'LOCKING') return lockTimedOut(decision, position, doing);
  const state = stateAt(decision.machine, path);
  const entry = entryOf(decision, execution, position);
  const result =
    doing.phase === 'RETRYING'
      ? await tryAgain(state, entry, doing)
      : await leaveWait(state as CompiledState<'Wait'>, entry);
  return settle(decision, state, entry, result);
}

/** Whatever holds the lock up: a holder that is slow, or two executions that wait for each other. */
function lockTimedOut(
  decision: Decision,
  { state, visit }: InState,
  { attempt, key }: { attempt: number; key: string },
): void {
  const cause = `The lock '${key}' was not free in time.`;
  decision.record({ type: 'TaskLockFailed', state, visit, attempt, key, error: LOCK_TIMEOUT, cause });
}

function tryAgain(
  state: CompiledState,
  entry: Entry,
  again: { attempt: number; input: Json; via?: Via; unsent?: true },
): Promise<StateResult> {
  switch (state.Type) {
    case 'Task':
      return tryTaskAgain(state, entry, again);
    case 'Parallel':
      return startBranches(state, entry, again.attempt);
    case 'Map':
      return startMap(state, entry, again.attempt);
    default:
      throw new Error(`A ${state.Type} state is not tried again`);
  }
}

import type { CompiledState } from '#asl';
import { advance, entryOf, settle, stateNamed } from '../advance.js';
import type { Decision } from '../decision.js';
import { earliestDue, type Due } from '../due.js';
import type { InState, RunningExecution } from '../execution.js';
import { scheduleUndo } from '../failure/advance-undo.js';
import { endDrain, endWith } from '../failure/end-with.js';
import { nameOfState } from '../path.js';
import { scheduleTask } from '../states/task.js';
import { leaveWait } from '../states/wait.js';
import type { Handle } from './handle.js';

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
  due: Extract<Due, { what: 'ATTEMPT' | 'RETRY' | 'WAIT' }>,
): Promise<void> {
  const position = execution.root as InState;
  const { state: path, visit, doing } = position;
  if (due.what === 'ATTEMPT') {
    const { attempt } = doing as { attempt: number };
    return decision.record({ type: 'TaskTimedOut', state: path, visit, attempt, error: due.error });
  }
  const state = stateNamed(decision, nameOfState(path));
  const entry = entryOf(decision, execution, position);
  const result =
    doing.phase === 'RETRYING'
      ? await scheduleTask(state as CompiledState<'Task'>, entry, doing)
      : await leaveWait(state as CompiledState<'Wait'>, entry);
  return settle(decision, state, entry, result);
}

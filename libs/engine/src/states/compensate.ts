import type { CompiledState } from '#asl';
import type { Json, Visit } from '#contracts';
import { isUndone, sameVisit, type Step } from '../failure/step.js';
import type { RunningExecution } from '../execution.js';
import { beginScopedUndo } from '../failure/scoped-undo.js';
import { stateNameOf } from '../path.js';
import type { Enter } from './enter-state.js';
import { exit, failedToEvaluate, happened, type Entry, type StateResult } from './state-result.js';

/** R1: what was done so far in its scope is undone, or the visits of one state in it; then it goes on. */
export const enterCompensate: Enter<'Compensate'> = (state, entry) => {
  const cause = `The state '${stateNameOf(entry.position.state)}' undoes what was done before it.`;
  const begun = beginScopedUndo(entry, entry.position, {
    problem: { error: 'Saga.Compensate', cause },
    afterwards: 'EXIT',
  });
  return begun ? happened(begun) : leaveCompensate(state, entry);
};

/** What it was about is undone, or there was nothing to undo. */
export async function leaveCompensate(state: CompiledState<'Compensate'>, entry: Entry): Promise<StateResult> {
  const left = await state.output(entry.scope, undoneBy(entry.execution, entry.position));
  return left.ok ? exit('Compensate', entry, left.value, state.Next) : failedToEvaluate(entry, left);
}

/** A Map of thousands may be undone at once, and a result has its limit. */
const MOST_TOLD = 100;

/** The result: how many steps were undone, and how the first of them were, in the order in which they were. */
function undoneBy({ steps }: RunningExecution, visit: Visit): Json {
  const undone = steps.filter(({ undo }) => undo?.waits && sameVisit(undo.waits, visit) && isUndone(undo)).reverse();
  const isPartial = undone.some(({ undo }) => undo?.status === 'SKIPPED');
  return {
    CompensationStatus: undone.length === 0 ? 'NONE' : isPartial ? 'PARTIAL' : 'COMPLETED',
    Count: undone.length,
    Steps: undone.slice(0, MOST_TOLD).map(toldOf),
  };
}

const toldOf = ({ state, visit, undo }: Step): Json => ({ State: state, Visit: visit, Status: undo?.status ?? '' });

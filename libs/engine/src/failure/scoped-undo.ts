import type { AfterUndo, Problem } from '#contracts';
import type { Decision } from '../decision.js';
import { sameVisit, type InState, type Run, type RunningExecution, type Step } from '../execution.js';
import { scopeOf } from '../scopes/scope-path.js';
import { runsTo, visitsIn } from '../scopes/scope-tree.js';
import { makeUndoMove, undoMoveFor } from './advance-undo.js';
import { planOf } from './undo-plan.js';

/** One move of an undo that a state waits for while the execution goes on; false where all of them wait. */
export async function moveScopedUndo(decision: Decision, execution: RunningExecution): Promise<boolean> {
  for (const { doing, state, visit } of visitsIn(execution.root)) {
    if (doing.phase !== 'UNDOING') continue;
    const move = undoMoveFor(decision.machine, execution, { state, visit });
    if (move.what === 'END') {
      decision.record({ type: 'ScopeCompensationCompleted', state, visit, compensationStatus: move.result });
      return true;
    }
    if (await makeUndoMove(decision, move)) return true;
  }
  return false;
}

/**
 * Lets a state wait until what was done around it is undone: in its own scope so far, or, for a Parallel or Map, within
 * it (R15, R12). Steps whose outcome is unknown are undone like others; nothing is waited for.
 * @returns false if nothing is to be undone.
 */
export function planScopedUndo(
  decision: Decision,
  position: InState,
  { problem, afterwards }: { problem: Problem; afterwards: AfterUndo },
): boolean {
  const execution = decision.execution as RunningExecution;
  const plan = planOf(decision.machine, execution, execution.steps.filter(isWithin(execution, position)));
  if (plan.length === 0) return false;
  const { state, visit } = position;
  decision.record({ type: 'ScopeCompensationPlanned', state, visit, ...problem, afterwards, plan });
  return true;
}

function isWithin(execution: RunningExecution, position: InState): (step: Step) => boolean {
  const around = runsTo(execution, scopeOf(position.state));
  const inScope = ({ within = [] }: Step) => around.every((run, depth) => sameRun(run, within[depth]));
  if (position.type !== 'Parallel' && position.type !== 'Map') return inScope;
  return (step) => {
    const inside = step.within?.[around.length];
    return inScope(step) && inside !== undefined && sameVisit(inside, position);
  };
}

const sameRun = (a: Run, b: Run | undefined): boolean =>
  b !== undefined && sameVisit(a, b) && a.attempt === b.attempt && a.index === b.index;

import type { StateMachine } from '#asl';
import { segment, type AfterUndo, type ExecutionEvent, type Problem } from '#contracts';
import type { Decision } from '../decision.js';
import { sameVisit, type Run, type Step } from './step.js';
import type { InState } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { stateAt } from '../scopes/definition-of.js';
import { scopeOf, stateIn } from '../scopes/scope-path.js';
import { runsTo, visitsIn } from '../scopes/scope-tree.js';
import { makeUndoMove, undoMoveFor } from './advance-undo.js';
import { planOf } from './undo-plan.js';

/** One move of an undo that a state waits for while the execution goes on; false where all of them wait. */
export async function moveScopedUndo(decision: Decision, execution: RunningExecution): Promise<boolean> {
  for (const position of visitsIn(execution.root)) {
    const { doing, state, visit } = position;
    if (doing.phase === 'DRAINING' && isDrained(decision, execution, position)) {
      endScopedDrain(decision, position, doing);
      return true;
    }
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

/** Why a state waits for an undo, and what it does then. */
interface Waiting {
  readonly problem: Problem;
  readonly afterwards: AfterUndo;
}

/**
 * Lets a state wait until what was done around it is undone: in its own scope so far, or, for a Parallel or Map, within
 * it (R15, R12). Steps whose outcome is unknown are undone like others; what may still be answered is waited for first.
 * @returns false if nothing is to be undone.
 */
export function planScopedUndo(decision: Decision, position: InState, waiting: Waiting): boolean {
  const { machine, moment } = decision;
  const execution = decision.execution as RunningExecution;
  const begun = beginScopedUndo({ machine, execution, at: moment.at }, position, waiting);
  if (begun) decision.record(begun);
  return begun !== undefined;
}

interface Now {
  readonly machine: StateMachine;
  readonly execution: RunningExecution;
  readonly at: number;
}

/** The event that begins it; undefined if nothing is to be undone. */
export function beginScopedUndo(now: Now, position: InState, waiting: Waiting): ExecutionEvent | undefined {
  const planned = scopedPlan(now, position, waiting);
  if (planned.plan.length === 0) return undefined;
  const { state, visit } = position;
  const { problem, afterwards } = waiting;
  const { machine, at } = now;
  const latest = Math.max(...answersIn(now, position));
  const drainUntil = Math.min(latest, at + machine.saga.CancelTimeoutSeconds * 1000);
  return drainUntil > at
    ? { type: 'ScopeCompensationTriggered', state, visit, ...problem, afterwards, drainUntil }
    : planned;
}

function scopedPlan({ machine, execution }: Now, position: InState, { problem, afterwards }: Waiting) {
  const { state, visit } = position;
  const plan = planOf(machine, execution, isUndoneAt(machine, execution, position));
  return { type: 'ScopeCompensationPlanned', state, visit, ...problem, afterwards, plan } as const;
}

/** Until when the answers to what was given up there may come. */
const answersIn = ({ machine, execution }: Now, position: InState): number[] =>
  execution.steps
    .filter(isUndoneAt(machine, execution, position))
    .flatMap(({ answerBy, undo }) => (undo ? [] : (answerBy ?? [])));

const isDrained = ({ machine, moment: { at } }: Decision, execution: RunningExecution, position: InState): boolean =>
  answersIn({ machine, execution, at }, position).every((by) => by <= at);

/** What was out is answered, or waited for long enough: the undo begins, if there is still anything to undo. */
export function endScopedDrain(decision: Decision, position: InState, waiting: Waiting): void {
  const { machine, moment } = decision;
  const execution = decision.execution as RunningExecution;
  const planned = scopedPlan({ machine, execution, at: moment.at }, position, waiting);
  const { state, visit } = position;
  decision.record(
    planned.plan.length > 0
      ? planned
      : { type: 'ScopeCompensationCompleted', state, visit, compensationStatus: 'COMPLETED' },
  );
}

/** Which steps the undo of a state is about. */
function isUndoneAt(machine: StateMachine, execution: RunningExecution, position: InState): (step: Step) => boolean {
  const scope = scopeOf(position.state);
  const around = runsTo(execution, scope);
  const inScope = ({ within = [] }: Step) => around.every((run, depth) => sameRun(run, within[depth]));
  const state = stateAt(machine, position.state);
  if (state.Type === 'Compensate' && state.of !== undefined) {
    const of = stateIn(scope, segment(state.of));
    return (step) => inScope(step) && (step.state === of || step.within?.[around.length]?.state === of);
  }
  if (state.Type !== 'Parallel' && state.Type !== 'Map') return inScope;
  return (step) => {
    const inside = step.within?.[around.length];
    return inScope(step) && inside !== undefined && sameVisit(inside, position);
  };
}

const sameRun = (a: Run, b: Run | undefined): boolean =>
  b !== undefined && sameVisit(a, b) && a.attempt === b.attempt && a.index === b.index;

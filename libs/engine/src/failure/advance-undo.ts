import type { CompiledCompensate, StateMachine } from '#asl';
import type { Decision } from '../decision.js';
import type { Visit } from '#contracts';
import { isUndone, sameVisit, type Step, type Undo } from './step.js';
import type { RunningExecution } from '../execution.js';
import { stateNameOf } from '../path.js';
import { tokensOf } from '../task-token.js';
import { callOf } from '../tasks/call.js';
import { isElsewhere } from '../tasks/elsewhere.js';
import { viaOf } from '../tasks/route.js';
import { hasDecidedEnough } from '../budget.js';
import { resourceAt, stateAt } from '../scopes/definition-of.js';
import { answersBy, endDrain, endOf } from './end-with.js';
import { retryOf, undoRetryOf } from './retry.js';
import { errorFor, undoInput } from './undo-input.js';
import { readyUndos, type Undoing } from './undo-order.js';
import { undoOf } from './undo-of.js';

/** One move of the undo; false where it waits. */
export async function advanceUndo(decision: Decision, execution: RunningExecution): Promise<boolean> {
  const { undoing, steps } = execution;
  if (!undoing) return false;
  if (undoing.drainUntil !== undefined) {
    if (answersBy(execution).some((by) => by > decision.moment.at)) return false;
    endDrain(decision, execution);
    return true;
  }
  if (undoing.result) {
    decision.record(endOf(undoing.ending, undoing.problem));
    return true;
  }
  const move = undoMoveOf(decision.machine, plannedSteps(steps));
  if (move.what !== 'END') return makeUndoMove(decision, move);
  decision.record({ type: 'CompensationCompleted', compensationStatus: move.result });
  return true;
}

const plannedSteps = (steps: readonly Step[], waits?: Visit): Undoing[] =>
  steps.filter(
    (step): step is Undoing =>
      step.undo !== undefined && (!waits || (step.undo.waits !== undefined && sameVisit(step.undo.waits, waits))),
  );

/** The undo that a state waits for: what is to be done about it next. */
export const undoMoveFor = (machine: StateMachine, { steps }: RunningExecution, waits: Visit): UndoMove =>
  undoMoveOf(machine, plannedSteps(steps, waits));

/** What is next in an undo; `WAIT`: an answer, a time or a person. */
export type UndoMove =
  | { readonly what: 'WAIT' }
  | { readonly what: 'SETTLE'; readonly step: Undoing & { readonly undo: Failed } }
  | { readonly what: 'SEND'; readonly step: Undoing }
  | { readonly what: 'END'; readonly result: 'COMPLETED' | 'PARTIAL' };

type Failed = Extract<Undo, { status: 'FAILED' }>;

const hasFailed = (step: Undoing): step is Undoing & { readonly undo: Failed } => step.undo.status === 'FAILED';

function undoMoveOf({ saga }: StateMachine, steps: readonly Undoing[]): UndoMove {
  const failed = steps.find(hasFailed);
  if (failed) return { what: 'SETTLE', step: failed };
  const blocked = steps.some(({ undo }) => undo.status === 'BLOCKED');
  const continues = saga.OnUndoFailure === 'CONTINUE';
  if (blocked && !continues) return { what: 'WAIT' };
  const [step] = readyUndos(steps, saga.Order ?? 'LIFO', continues);
  if (step) return { what: 'SEND', step };
  if (!steps.every(({ undo }) => isUndone(undo))) return { what: 'WAIT' };
  return { what: 'END', result: steps.some(({ undo }) => undo.status === 'SKIPPED') ? 'PARTIAL' : 'COMPLETED' };
}

/** @returns false where it waits. */
export async function makeUndoMove(decision: Decision, move: Exclude<UndoMove, { what: 'END' }>): Promise<boolean> {
  switch (move.what) {
    case 'WAIT':
      return false;
    case 'SETTLE':
      settleFailure(decision, move.step, move.step.undo);
      return true;
    case 'SEND':
      if (hasDecidedEnough(decision)) return false;
      decision.transitions += 1;
      await scheduleUndo(decision, decision.execution as RunningExecution, move.step);
      return true;
  }
}

/** R7: the undo's own policy. What its participant refuses, and what the author's policy gives up, waits for a person (R8). */
function settleFailure(decision: Decision, step: Step, undo: Failed): void {
  const { state, visit } = step;
  const { error } = undo.problem;
  const about = `${state}/${visit}/C/${undo.attempt}`;
  const attempt = undo.attempt + 1;
  const Retry = compensateOf(decision.machine, step)?.Retry;
  if (Retry) {
    const retry = retryOf(Retry, { error, retries: undo.retries, about }, decision.moment);
    if (retry) return decision.record({ type: 'CompensationRetryScheduled', state, visit, attempt, ...retry });
  } else if (!undo.definite) {
    const dueAt = undoRetryOf(undo.retries?.[0] ?? 0, about, decision.moment);
    return decision.record({ type: 'CompensationRetryScheduled', state, visit, attempt, dueAt });
  }
  decision.record({ type: 'CompensationBlocked', state, visit, ...undo.problem });
}

/** Of each attempt of an undo whose author gave none: an undo that is never answered must not hold the others for ever. */
const TIMEOUT_SECONDS = 60;

/** Sends an undo, or sends it again. */
export async function scheduleUndo(decision: Decision, execution: RunningExecution, step: Step): Promise<void> {
  const { state, visit } = step;
  const undo = step.undo as Undo;
  if (step.child) return undoChild(decision, execution, step);
  const compensate = compensateOf(decision.machine, step);
  if (!compensate) return decision.record({ type: 'CompensationBlocked', state, visit, ...UNKNOWN_PIVOT });
  const input = await undoInput(compensate, execution, step);
  if (!input.ok) {
    const cause = `The input of the undo of '${stateNameOf(state)}' cannot be computed. ${input.cause}`;
    return decision.record({ type: 'CompensationBlocked', state, visit, error: input.error, cause });
  }
  const { Resource: resource, TimeoutSeconds = TIMEOUT_SECONDS, HeartbeatSeconds } = compensate;
  const attempt = undo.attempt + 1;
  const before = 'out' in undo ? undo.out : undefined;
  const via = viaOf({ ...before, resource, input: input.value }, before !== undefined, decision.moment.route);
  decision.record({
    type: 'CompensationScheduled',
    state,
    visit,
    attempt,
    resource,
    input: input.value,
    ...(step.whole && { whole: true }),
    ...(isDoneElsewhere(decision.machine, step, resource) && { elsewhere: true }),
    ...(via && { via }),
    dueAt: decision.moment.at + TimeoutSeconds * 1000,
    ...(HeartbeatSeconds !== undefined && { heartbeatSeconds: HeartbeatSeconds }),
  });
  const call = callOf(
    { resource, input: input.value, ...(via && { via }) },
    tokensOf(execution, 'C', { ...step, attempt }),
  );
  if (call.kind === 'REFUSED')
    decision.record({ type: 'CompensationFailed', state, visit, attempt, ...call.problem, outcome: 'refused' });
}

/**
 * R14: the execution that it has started undoes itself, by its own plan. It answers when that is done, however long it
 * takes, or when it cannot.
 */
function undoChild(decision: Decision, execution: RunningExecution, step: Step): void {
  const { state, visit, child, undo } = step;
  decision.record({
    type: 'CompensationScheduled',
    state,
    visit,
    attempt: (undo?.attempt ?? 0) + 1,
    resource: resourceAt(decision.machine, state),
    input: { error: errorFor(execution, step) },
    child: child!,
  });
}

/** R10: nothing is undone around a step that nothing undoes and that may have taken effect. */
const UNKNOWN_PIVOT = {
  error: 'Saga.UnknownPivot',
  cause:
    'Nobody knows whether this step, the pivot, took effect, and nothing undoes it. Find out: if it did not, resolve it ' +
    'by hand, and the steps before it are undone; if it did, give up undoing.',
};

/** Another participant has done the step than is to undo it, or a worker, or another execution. */
function isDoneElsewhere(machine: StateMachine, { state }: Step, undo: string): boolean {
  const task = stateAt(machine, state);
  return task.Type === 'Task' && isElsewhere(task.Resource, undo);
}

/** Undefined for a pivot, and for an execution that undoes itself. @throws Error where another state has no undo: only such states become steps. */
function compensateOf(machine: StateMachine, { state, pivot, child }: Step): CompiledCompensate | undefined {
  const compensate = undoOf(stateAt(machine, state));
  if (!compensate && !pivot && !child) throw new Error(`Nothing undoes ${state}`);
  return compensate;
}

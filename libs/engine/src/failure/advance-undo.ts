import type { CompiledCompensate, StateMachine } from '#asl';
import type { Decision } from '../decision.js';
import type { RunningExecution, Step, Undo } from '../execution.js';
import { stateNameOf } from '../path.js';
import { stateAt } from '../scopes/definition-of.js';
import { answersBy, endDrain, endOf } from './end-with.js';
import { retryOf, undoRetryOf } from './retry.js';
import { undoInput } from './undo-input.js';

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
  const failed = steps.find(({ undo }) => undo?.status === 'FAILED');
  if (failed) {
    settleFailure(decision, failed, failed.undo as Failed);
    return true;
  }
  return next(decision, execution);
}

type Failed = Extract<Undo, { status: 'FAILED' }>;

/** The next undo in line, or the end of all (R2: one at a time, the last started step first). */
async function next(decision: Decision, execution: RunningExecution): Promise<boolean> {
  const { steps } = execution;
  if (steps.some(({ undo }) => undo?.status === 'OUT' || undo?.status === 'RETRYING')) return false;
  const blocked = steps.some(({ undo }) => undo?.status === 'BLOCKED');
  if (blocked && decision.machine.saga.OnUndoFailure === 'HALT') return false;
  const step = steps.findLast(({ undo }) => undo?.status === 'PENDING');
  if (step) {
    await scheduleUndo(decision, execution, step);
    return true;
  }
  if (blocked) return false;
  const partial = steps.some(({ undo }) => undo?.status === 'SKIPPED');
  decision.record({ type: 'CompensationCompleted', compensationStatus: partial ? 'PARTIAL' : 'COMPLETED' });
  return true;
}

/** R7: the undo's own policy. What its participant refuses, and what the author's policy gives up, waits for a person (R8). */
function settleFailure(decision: Decision, step: Step, undo: Failed): void {
  const { state, visit } = step;
  const { error } = undo.problem;
  const about = `${state}/${visit}/C/${undo.attempt}`;
  const attempt = undo.attempt + 1;
  const { Retry } = compensateOf(decision.machine, step);
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
  const compensate = compensateOf(decision.machine, step);
  const input = await undoInput(compensate, execution, step);
  if (!input.ok) {
    const cause = `The input of the undo of '${stateNameOf(state)}' cannot be computed. ${input.cause}`;
    return decision.record({ type: 'CompensationBlocked', state, visit, error: input.error, cause });
  }
  const { Resource, TimeoutSeconds = TIMEOUT_SECONDS, HeartbeatSeconds } = compensate;
  decision.record({
    type: 'CompensationScheduled',
    state,
    visit,
    attempt: undo.attempt + 1,
    resource: Resource,
    input: input.value,
    dueAt: decision.moment.at + TimeoutSeconds * 1000,
    ...(HeartbeatSeconds !== undefined && { heartbeatSeconds: HeartbeatSeconds }),
  });
}

/** @throws Error where the state has no undo: only such states become steps, so this is a bug. */
function compensateOf(machine: StateMachine, { state }: Step): CompiledCompensate {
  const definition = stateAt(machine, state);
  const compensate = definition.Type === 'Task' ? definition.Compensate : undefined;
  if (!compensate) throw new Error(`Nothing undoes ${state}`);
  return compensate;
}

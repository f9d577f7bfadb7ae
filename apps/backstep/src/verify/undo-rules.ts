import type { EventOf, Failure, PlannedUndo } from '#contracts';
import type { RunningExecution, Step } from '#engine';
import { nameIn, type Declared } from './declared.js';

const visitText = ({ state, visit }: { state: string; visit: number }) => `${state}/${visit}`;

const DONE: ReadonlySet<string> = new Set(['COMPENSATED', 'RESOLVED', 'SKIPPED']);
export const isUndone = ({ undo }: Step): boolean => undo !== undefined && DONE.has(undo.status);

/**
 * What has to be undone if the execution ends now, the last started step first: every step that has, or may have, an
 * effect, and those that are undone even if refused (R2, R3).
 */
export const dueSteps = ({ steps }: RunningExecution, declared: Declared | undefined): Step[] =>
  steps.filter((step) => mustBeUndone(step, declared)).reverse();

const mustBeUndone = (step: Step, declared: Declared | undefined): boolean =>
  step.outcome !== 'REFUSED' || (declared?.states.get(nameIn(step.state))?.undoOnFailure ?? false);

/** Why a plan is not what it must be. */
export function planProblem(
  execution: RunningExecution,
  { plan, status, error }: EventOf<'CompensationPlanned'>,
  declared: Declared | undefined,
): string | undefined {
  const { undoing } = execution;
  if (undoing && undoing.drainUntil === undefined) return 'it was planned already';
  if (undoing && (undoing.ending !== status || undoing.problem.error !== error))
    return `it ends with ${status} ${error ?? ''}, not with ${undoing.ending} ${undoing.problem.error ?? ''}, which triggered it`;
  const expected = dueSteps(execution, declared).map(visitText);
  const planned = plan.map(visitText);
  if (expected.join() !== planned.join())
    return `it undoes ${planned.join(', ') || 'nothing'}, where ${expected.join(', ') || 'nothing'} has to be undone`;
  return plan.map((undo) => resourceProblem(undo, declared)).find((problem) => problem !== undefined);
}

function resourceProblem({ state, resource }: PlannedUndo, declared: Declared | undefined): string | undefined {
  const wanted = declared?.states.get(nameIn(state))?.undo;
  return declared && wanted !== resource
    ? `${state} is undone by ${wanted ?? 'nothing'}, not by ${resource}`
    : undefined;
}

/** Why this undo may not be sent now: one at a time, the last in first (R2), none past one that waits for a person (R8). */
export function orderProblem(
  { steps, undoing }: RunningExecution,
  event: EventOf<'CompensationScheduled'>,
  declared: Declared | undefined,
): string | undefined {
  if (!undoing || undoing.drainUntil !== undefined) return 'there is no plan';
  const step = steps.findLast((it) => it.state === event.state && it.visit === event.visit);
  if (!step?.undo) return 'it is not in the plan';
  if (event.attempt !== step.undo.attempt + 1) return `attempt ${event.attempt} follows attempt ${step.undo.attempt}`;
  const other = steps.find((it) => it !== step && (it.undo?.status === 'OUT' || it.undo?.status === 'RETRYING'));
  if (other) return `the undo of ${visitText(other)} is under way`;
  if (step.undo.status === 'RETRYING') return undefined;
  if (step.undo.status !== 'PENDING') return `it is ${step.undo.status} already`;
  const first = steps.findLast(({ undo }) => undo?.status === 'PENDING');
  if (first !== step) return `${visitText(first as Step)} comes before it`;
  const blocked = steps.find(({ undo }) => undo?.status === 'BLOCKED');
  if (blocked && declared?.halts) return `the undo of ${visitText(blocked)} waits for a person`;
  return undefined;
}

/** Why the undo is not complete, or not as complete as it says. */
export function completionProblem(
  { steps, undoing }: RunningExecution,
  { compensationStatus }: EventOf<'CompensationCompleted'>,
  declared: Declared | undefined,
): string | undefined {
  if (!undoing || undoing.drainUntil !== undefined) return 'nothing was planned';
  const left = steps.find((step) => step.undo !== undefined && !isUndone(step));
  if (left) return `${visitText(left)} is not undone`;
  const never = steps.find((step) => step.undo === undefined && mustBeUndone(step, declared));
  if (never) return `${visitText(never)} was never undone`;
  const partial = steps.some(({ undo }) => undo?.status === 'SKIPPED');
  return partial === (compensationStatus === 'PARTIAL') ? undefined : `it is ${partial ? 'PARTIAL' : 'COMPLETED'}`;
}

/**
 * Why R0 does not allow this end: every effect is undone, or a recorded person left it, or the state machine's `Saga`,
 * or whoever killed it, wanted it kept.
 */
export function endProblem(
  execution: RunningExecution,
  { ending, error, killed }: { ending: Failure; error: string | undefined; killed: boolean },
  declared: Declared | undefined,
): string | undefined {
  const { undoing } = execution;
  if (undoing && (undoing.ending !== ending || undoing.problem.error !== error))
    return `its undo was for ${undoing.ending} ${undoing.problem.error ?? ''}`;
  if (undoing?.result !== undefined) return undefined;
  if (undoing && undoing.drainUntil === undefined) return 'its undo is not complete';
  const due = dueSteps(execution, declared);
  if (due.length === 0 || killed) return undefined;
  if (declared && !declared.undoes[ending]) return undefined;
  return `${due.map(visitText).join(', ')} ${due.length > 1 ? 'are' : 'is'} not undone`;
}

import type { EventOf, Failure, PlannedUndo, Visit } from '#contracts';
import { visitAt, type EndedExecution, type Run, type RunningExecution, type Step } from '#engine';
import { nameIn, type Declared } from './declared.js';

const visitText = ({ state, visit }: { state: string; visit: number }) => `${state}/${visit}`;

const DONE: ReadonlySet<string> = new Set(['COMPENSATED', 'RESOLVED', 'SKIPPED']);
export const isUndone = ({ undo }: Step): boolean => undo !== undefined && DONE.has(undo.status);

/**
 * What has to be undone if the execution ends now, the last started step first: every step that has, or may have, an
 * effect, and those that are undone even if refused (R2, R3); nothing before a pivot that has succeeded (R10).
 */
export function dueSteps({ steps }: RunningExecution, declared: Declared | undefined): Step[] {
  const passed = steps.findLastIndex(({ pivot, outcome }) => pivot && outcome === 'SUCCEEDED');
  return steps.filter((step, i) => i > passed && !isUndone(step) && mustBeUndone(step, declared)).reverse();
}

const mustBeUndone = (step: Step, declared: Declared | undefined): boolean => {
  if (step.undo) return true;
  // R14: of a nested execution there is something to be undone if it has said so.
  if (step.nested) return step.child !== undefined;
  return step.outcome !== 'REFUSED' || (declared?.states.get(nameIn(step.state))?.undoOnFailure ?? false);
};

/** R14: why an execution that has ended is not undone so for whoever has started it. */
export function requestProblem(
  ended: EndedExecution | undefined,
  { plan }: EventOf<'CompensationRequested'>,
  declared: Declared | undefined,
): string | undefined {
  if (ended?.status !== 'SUCCEEDED' || !ended.done) return 'nothing of it can be undone';
  if (ended.compensationStatus !== 'NONE') return 'it was undone before';
  if (ended.done.steps.some(({ pivot, outcome }) => pivot && outcome === 'SUCCEEDED')) return 'it has passed its pivot';
  const expected = dueSteps(ended.done, declared).map(visitText);
  const planned = plan.map(visitText);
  if (expected.join() === planned.join()) return undefined;
  return `it undoes ${planned.join(', ') || 'nothing'}, where ${expected.join(', ') || 'nothing'} has to be undone`;
}

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

/** R15, R12, R1: why the plan of a state that waits for an undo is not what it must be. */
export function scopedPlanProblem(
  execution: RunningExecution,
  { state, visit, plan }: EventOf<'ScopeCompensationPlanned'>,
  { declared, at }: Now,
): string | undefined {
  const { phase, ...drain } = visitAt(execution, { state, visit })?.doing ?? { phase: 'ENTERED' };
  const isOver = phase === 'DRAINING' && 'drainUntil' in drain && drain.drainUntil <= at;
  if (declared?.drains && !isOver && isAwaited(execution, { state, visit }, { declared, at }))
    return `${state} does not wait for what may still be answered (R4)`;
  const expected = dueSteps(execution, declared)
    .filter((step) => isAbout(step, { state, visit }, { execution, declared }))
    .map(visitText);
  const planned = plan.map(visitText);
  if (expected.join() !== planned.join())
    return `${state} undoes ${planned.join(', ') || 'nothing'}, where ${expected.join(', ') || 'nothing'} has to be undone`;
  return plan.map((undo) => resourceProblem(undo, declared)).find((problem) => problem !== undefined);
}

interface Now {
  readonly declared: Declared | undefined;
  readonly at: number;
}

/** R4: whether a step that the undo of a state is about was given up, and may still be answered. */
export const isAwaited = (execution: RunningExecution, waits: Visit, { declared, at }: Now): boolean =>
  execution.steps.some(
    (step) =>
      !step.undo && step.answerBy !== undefined && step.answerBy > at && isAbout(step, waits, { execution, declared }),
  );

/**
 * Whether the undo that a state waits for is about a step: one within it, of a state that holds states; else one of its
 * own branch or iteration, in this try of it, and of the state that a Compensate state names if it does.
 */
function isAbout(
  step: Step,
  waits: Visit,
  { execution, declared }: { execution: RunningExecution; declared: Declared | undefined },
): boolean {
  const { type, undoes } = declared?.states.get(nameIn(waits.state)) ?? {};
  const { within = [] } = step;
  if (type === 'Parallel' || type === 'Map') return within.some((run) => visitText(run) === visitText(waits));
  const scope = waits.state.slice(0, waits.state.lastIndexOf('.') + 1);
  if (!step.state.startsWith(scope)) return false;
  const around = within.filter(({ state, index }) => scope.startsWith(`${state}[${index}].`));
  if (!around.every((run) => isThisTry(execution, run))) return false;
  return undoes === undefined || nameIn(step.state.slice(scope.length).split(/[.[]/)[0]!) === undoes;
}

function isThisTry(execution: RunningExecution, run: Run): boolean {
  const doing = visitAt(execution, run)?.doing;
  return doing?.phase === 'SCOPES' && doing.attempt === run.attempt;
}

function resourceProblem({ state, resource, child }: PlannedUndo, declared: Declared | undefined): string | undefined {
  const is = declared?.states.get(nameIn(state));
  const wanted = is?.undo ?? (is?.pivot || child ? is?.resource : undefined);
  return declared && wanted !== resource
    ? `${state} is undone by ${wanted ?? 'nothing'}, not by ${resource}`
    : undefined;
}

/** Why this undo may not be sent now: too early for its order (R2), or past one that waits for a person (R8). */
export function orderProblem(
  { steps, undoing }: RunningExecution,
  event: EventOf<'CompensationScheduled'>,
  declared: Declared | undefined,
): string | undefined {
  const step = steps.findLast((it) => it.state === event.state && it.visit === event.visit);
  if (!step?.undo) return 'it is not in the plan';
  const { waits } = step.undo;
  if (!waits && (!undoing || undoing.drainUntil !== undefined)) return 'there is no plan';
  if (event.attempt !== step.undo.attempt + 1) return `attempt ${event.attempt} follows attempt ${step.undo.attempt}`;
  const planned = steps.filter(
    ({ undo }) => undo && (undo.waits && visitText(undo.waits)) === (waits && visitText(waits)),
  );
  const order = declared?.order ?? 'LIFO';
  // Two scopes may have begun to undo beside each other before all the rest failed: what has begun is gone on with.
  if (step.undo.status === 'RETRYING') return undefined;
  const other = planned.find((it) => it !== step && isUnderWay(it));
  if (other && order === 'LIFO') return `the undo of ${visitText(other)} is under way`;
  if (step.undo.status !== 'PENDING') return `it is ${step.undo.status} already`;
  const later = planned.slice(planned.indexOf(step) + 1);
  const first = later.findLast((it) => isOpen(it) && isAfter(order, it, step));
  if (first) return `${visitText(first)} comes before it`;
  const blocked = planned.find(({ undo }) => undo?.status === 'BLOCKED');
  if (blocked && declared?.halts) return `the undo of ${visitText(blocked)} waits for a person`;
  return undefined;
}

const isUnderWay = ({ undo }: Step): boolean => undo?.status === 'OUT' || undo?.status === 'RETRYING';
const isOpen = (step: Step): boolean => !isUndone(step) && step.undo?.status !== 'BLOCKED';

/** Whether a step that began later has to be undone before this one; branches and iterations of one try stand apart. */
function isAfter(order: Declared['order'], later: Step, step: Step): boolean {
  if (order !== 'STRUCTURED') return order === 'LIFO';
  const runs = later.within ?? [];
  for (const [depth, run] of (step.within ?? []).entries()) {
    const other = runs[depth];
    if (!other || visitText(other) !== visitText(run) || other.attempt !== run.attempt) return true;
    if (other.index !== run.index) return false;
  }
  return true;
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
  const never = dueSteps({ steps, undoing } as RunningExecution, declared).find(({ undo }) => undo === undefined);
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

import type { CompiledCatcher, CompiledState } from '#asl';
import type { AfterUndo, ExecutionEvent, Problem } from '#contracts';
import type { Decision } from '../decision.js';
import { hopsTo, hopTo, scopeOf } from '../scopes/scope-path.js';
import { scopeAt } from '../scopes/scope-tree.js';
import { leaveCompensate } from '../states/compensate.js';
import { newRun } from '../states/map.js';
import type { Entry, Failed, StateResult } from '../states/state-result.js';
import { catcherOf, catchWith } from './catch.js';
import { endWith } from './end-with.js';
import { retryOf, undoRetryOf } from './retry.js';
import { planScopedUndo } from './scoped-undo.js';
import { attemptOf, type InState } from '../scopes/scope-state.js';
import { stepOf, type RunningExecution } from '../execution.js';
import type { Step } from './step.js';

/** Records what a state's handler returned; what failed there is tried again, caught, or fails the state's scope. */
export async function settle(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  result: StateResult,
): Promise<void> {
  for (const event of result.events ?? []) decision.record(event);
  if (result.ok) return;
  for (const event of evaluationFailed(entry, result)) decision.record(event);
  const { problem, evaluation } = result;
  await failAttempt(decision, state, entry, { attempt: attemptOf(entry.position), problem, untold: !evaluation });
}

/** States that are tried again, and caught. */
export type Fallible = CompiledState<'Task' | 'Parallel' | 'Map'>;

const isFallible = (state: CompiledState): state is Fallible =>
  state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map';

/** A try failed: another one, or the state fails. `untold`: no event before says by what. */
export async function failAttempt(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  { attempt, problem, untold = false }: { attempt: number; problem: Problem; untold?: boolean },
): Promise<void> {
  const { state: path, visit, retries } = entry.position;
  const about = `${path}/${visit}/${attempt}`;
  const step = stepOf(decision.execution as RunningExecution, entry.position);
  const retriers = isFallible(state) && isTriedAgain(problem, step) ? state.Retry : [];
  const retry = retryOf(retriers, { error: problem.error, retries, about }, decision.moment);
  const again = {
    type: 'RetryScheduled',
    state: path,
    visit,
    attempt: attempt + 1,
    ...(untold && problem),
    ...(step?.nested && step.child && { child: step.child }),
  } as const;
  if (retry) decision.record({ ...again, ...retry });
  else if (isUnknownPivot(step))
    decision.record({ ...again, dueAt: undoRetryOf(retries?.[-1] ?? 0, about, decision.moment) });
  else await failState(decision, state, entry, { ok: false, problem }, attempt);
}

/**
 * AWS: States.Runtime is never retriable. What has succeeded and is undone as a whole (R13) is not done twice, since one
 * undo stands for it.
 */
const isTriedAgain = (problem: Problem, step: Step | undefined): boolean => !endsAll(problem) && !step?.whole;

/** R10: a pivot is asked again, with the same id, until it is known whether it took effect. */
const isUnknownPivot = (step: Step | undefined): boolean => step?.pivot === true && step.outcome === 'UNKNOWN';

/** The state fails: it is caught, or its scope fails with it. */
async function failState(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  failed: Failed,
  attempt: number,
): Promise<void> {
  for (const event of tellingOf(state, entry, failed, attempt)) decision.record(event);
  const { problem } = failed;
  const catcher = isFallible(state) ? catcherOf(state, problem) : undefined;
  if (catcher?.Compensate && planScopedUndo(decision, entry.position, { problem, afterwards: 'CATCH' })) return;
  if (isFallible(state) && catcher) await goOnWith(decision, state, entry, { catcher, problem });
  else if (!(isTolerated(decision, entry) && planScopedUndo(decision, entry.position, { problem, afterwards: 'FAIL' })))
    failScope(decision, entry.position, problem);
}

/** What the state waited for is undone. */
export async function goOnAfterUndo(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  { problem, afterwards }: { problem: Problem; afterwards: AfterUndo },
): Promise<void> {
  if (afterwards === 'EXIT' && state.Type === 'Compensate')
    return settle(decision, state, entry, await leaveCompensate(state, entry));
  const catcher = afterwards === 'CATCH' && isFallible(state) ? catcherOf(state, problem) : undefined;
  if (isFallible(state) && catcher) await goOnWith(decision, state, entry, { catcher, problem });
  else failScope(decision, entry.position, problem);
}

async function goOnWith(
  decision: Decision,
  state: Fallible,
  entry: Entry,
  caught: { catcher: CompiledCatcher; problem: Problem },
): Promise<void> {
  const result = await catchWith(state, entry, caught);
  if (result.ok) {
    for (const event of result.events) decision.record(event);
    return;
  }
  for (const event of tellingOf(state, entry, result, attemptOf(entry.position))) decision.record(event);
  failScope(decision, entry.position, result.problem);
}

/** R12: an iteration that fails and is tolerated undoes what it did itself. */
function isTolerated({ execution, machine }: Decision, { position }: Entry): boolean {
  const hop = hopTo(scopeOf(position.state));
  if (!hop || machine.saga.OnFailure === 'NONE') return false;
  const around = scopeAt(execution as RunningExecution, scopeOf(hop.state))?.position;
  if (around?.at !== 'STATE' || around.doing.phase !== 'SCOPES') return false;
  const { toleratedFailureCount = 0, toleratedFailurePercentage = 0 } = around.doing;
  return toleratedFailureCount > 0 || toleratedFailurePercentage > 0;
}

/** What Step Functions' history says of it. */
function* tellingOf(state: CompiledState, entry: Entry, failed: Failed, attempt: number): Generator<ExecutionEvent> {
  yield* evaluationFailed(entry, failed);
  const { state: path, visit } = entry.position;
  if (state.Type === 'Map' && state.reader && entry.position.doing.phase === 'FAILED')
    yield { type: 'MapRunFailed', state: path, visit, attempt, ...failed.problem, ...newRun(state, entry) };
  if ((state.Type === 'Parallel' || state.Type === 'Map') && !endsAll(failed.problem))
    yield { type: `${state.Type}StateFailed`, state: path, visit, attempt, ...failed.problem };
}

export function* evaluationFailed({ position }: Entry, { problem, evaluation }: Failed): Generator<ExecutionEvent> {
  if (!evaluation) return;
  const { state, visit } = position;
  yield { type: 'EvaluationFailed', state, visit, ...problem, ...evaluation };
}

/** It is never caught or tried again: the execution fails as a whole, and nothing is told of what is around it. */
export const endsAll = ({ error }: Problem): boolean => error === 'States.Runtime';

/** Nothing in a scope goes on with the failure: the branch or iteration fails, or the execution does. */
function failScope(decision: Decision, { type: stateType, state: failed, visit: of }: InState, problem: Problem): void {
  const scope = scopeOf(failed);
  const hop = hopTo(scope);
  if (!hop || (endsAll(problem) && !isTolerant(decision, scope))) return endWith(decision, 'FAILED', problem);
  const { state, index } = hop;
  const position = scopeAt(decision.execution as RunningExecution, scopeOf(state))?.position;
  if (position?.at !== 'STATE' || position.doing.phase !== 'SCOPES') throw new Error(`${scope} is in no state`);
  const { visit, doing } = position;
  if (stateType === 'Task' && !endsAll(problem))
    decision.record({ type: 'TaskStateAborted', state: failed, visit: of });
  const type = doing.items ? 'MapIterationFailed' : 'BranchFailed';
  const items = doing.scopes.find((inner) => inner.index === index)?.items;
  const attempt = { state, visit, attempt: doing.attempt, index, ...(items !== undefined && { items }) };
  decision.record({ type, ...attempt, ...problem });
}

/** Whether a Map around a scope goes on where iterations fail, or fails with an error of its own. */
function isTolerant({ execution }: Decision, scope: string): boolean {
  for (const { state } of hopsTo(scope)) {
    const position = scopeAt(execution as RunningExecution, scopeOf(state))?.position;
    if (position?.at !== 'STATE' || position.doing.phase !== 'SCOPES') continue;
    const { mode, toleratedFailureCount, toleratedFailurePercentage } = position.doing;
    if (mode || toleratedFailureCount !== undefined || toleratedFailurePercentage !== undefined) return true;
  }
  return false;
}

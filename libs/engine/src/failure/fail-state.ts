import type { CompiledState } from '#asl';
import type { ExecutionEvent, Problem } from '#contracts';
import type { Decision } from '../decision.js';
import { hopTo, scopeOf } from '../scopes/scope-path.js';
import { scopeAt } from '../scopes/scope-tree.js';
import type { Entry, Failed, StateResult } from '../states/state-result.js';
import { catchOf } from './catch.js';
import { endWith } from './end-with.js';
import { retryOf } from './retry.js';
import type { RunningExecution } from '../execution.js';

/** Records what a state's handler returned; what failed there is caught, or fails the state's scope. */
export async function settle(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  result: StateResult,
): Promise<void> {
  if (result.ok) for (const event of result.events) decision.record(event);
  else await failState(decision, state, entry, result);
}

/** States that are tried again, and caught. */
export type Fallible = CompiledState<'Task' | 'Parallel' | 'Map'>;

const isFallible = (state: CompiledState): state is Fallible =>
  state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map';

/** A try failed: another one, or the state fails. */
export async function failAttempt(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  { attempt, problem }: { attempt: number; problem: Problem },
): Promise<void> {
  const { state: path, visit, retries } = entry.position;
  const about = `${path}/${visit}/${attempt}`;
  const retriers = isFallible(state) ? state.Retry : [];
  const retry = retryOf(retriers, { error: problem.error, retries, about }, decision.moment);
  if (retry) decision.record({ type: 'RetryScheduled', state: path, visit, attempt: attempt + 1, ...retry });
  else await failState(decision, state, entry, { ok: false, problem }, attempt);
}

/** The state fails: it is caught, or its scope fails with it. */
export async function failState(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  failed: Failed,
  attempt = 1,
): Promise<void> {
  for (const event of tellingOf(state, entry, failed, attempt)) decision.record(event);
  const caught = isFallible(state) ? await catchOf(state, entry, failed.problem) : undefined;
  if (caught?.ok) {
    for (const event of caught.events) decision.record(event);
    return;
  }
  if (caught) for (const event of evaluationFailed(entry, caught)) decision.record(event);
  failScope(decision, scopeOf(entry.position.state), caught?.problem ?? failed.problem);
}

/** What Step Functions' history says of it. */
function* tellingOf(state: CompiledState, entry: Entry, failed: Failed, attempt: number): Generator<ExecutionEvent> {
  yield* evaluationFailed(entry, failed);
  const { state: path, visit } = entry.position;
  if (state.Type === 'Parallel' || state.Type === 'Map')
    yield { type: `${state.Type}StateFailed`, state: path, visit, attempt, ...failed.problem };
}

function* evaluationFailed({ position }: Entry, { problem, evaluation }: Failed): Generator<ExecutionEvent> {
  if (!evaluation) return;
  const { state, visit } = position;
  yield { type: 'EvaluationFailed', state, visit, ...problem, ...evaluation };
}

/** Nothing in a scope goes on with the failure: the branch or iteration fails, or the execution does. */
function failScope(decision: Decision, scope: string, problem: Problem): void {
  const hop = hopTo(scope);
  if (!hop) return endWith(decision, 'FAILED', problem);
  const { state, index } = hop;
  const position = scopeAt(decision.execution as RunningExecution, scopeOf(state))?.position;
  if (position?.at !== 'STATE' || position.doing.phase !== 'SCOPES') throw new Error(`${scope} is in no state`);
  const { visit, doing } = position;
  const type = doing.items ? 'MapIterationFailed' : 'BranchFailed';
  decision.record({ type, state, visit, attempt: doing.attempt, index, ...problem });
}

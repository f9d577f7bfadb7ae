import type { CompiledState } from '#asl';
import type { EventOf, ExecutionEvent, Json, Via } from '#contracts';
import { stateNameOf } from '../path.js';
import { tokensOf } from '../task-token.js';
import { callOf } from '../tasks/call.js';
import { parametersProblem } from '../tasks/parameters.js';
import { calledBy, isNested, isTakenOnAnew } from '../tasks/pattern.js';
import { viaOf } from '../tasks/route.js';
import { requestLock } from './lock.js';
import type { Enter } from './enter-state.js';
import { failedToEvaluate, happened, tooLarge, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#task-state */
export const enterTask: Enter<'Task'> = (state, entry) =>
  state.lock
    ? tryTaskAgain(state, entry, { attempt: 1, input: entry.position.input, unsent: true })
    : evaluateTask(state, entry, { attempt: 1 });

/** What an attempt has from the one before it. */
interface Again {
  readonly attempt: number;
  readonly input: Json;
  readonly via?: Via;
  /** None before it has gone out. */
  readonly unsent?: true;
}

/** Another attempt, or one that is the first to go out. */
export async function tryTaskAgain(state: CompiledState<'Task'>, entry: Entry, again: Again): Promise<StateResult> {
  const requested = state.lock && (await requestLock(state.lock, entry, again.attempt));
  return requested ?? sendTask(state, entry, again);
}

/**
 * What can be undone is asked for with the same input, as the undo has to see what took effect. Any other Task looks at
 * its input anew, where `$$.State.RetryCount` counts, as on AWS; and so does what is taken on anew each time, with the
 * attempt's own token.
 */
export const sendTask = (state: CompiledState<'Task'>, entry: Entry, again: Again): Promise<StateResult> =>
  !again.unsent && (state.Compensate || state.SagaRole) && !isTakenOnAnew(calledBy(state.Resource))
    ? scheduleTask(state, entry, again)
    : evaluateTask(state, entry, again);

async function evaluateTask(
  state: CompiledState<'Task'>,
  entry: Entry,
  again: Omit<Again, 'input'>,
): Promise<StateResult> {
  const input = await state.effectiveInput(entry.scope);
  if (!input.ok) return failedToEvaluate(entry, input);
  const problem = tooLarge(stateNameOf(entry.position.state), input.value, entry.position.input);
  if (problem) return { ok: false, problem };
  const cause = parametersProblem(state.Resource, input.value);
  if (cause !== undefined) return failedToEvaluate(entry, { ok: false, error: 'States.Runtime', cause });
  return scheduleTask(state, entry, { ...again, input: input.value });
}

async function scheduleTask(state: CompiledState<'Task'>, entry: Entry, again: Again): Promise<StateResult> {
  const timeout = await state.timeoutSeconds(entry.scope);
  if (!timeout.ok) return failedToEvaluate(entry, timeout);
  const heartbeat = await state.heartbeatSeconds(entry.scope);
  if (!heartbeat.ok) return failedToEvaluate(entry, heartbeat);
  const { Resource: resource } = state;
  const { attempt, input } = again;
  const via = viaOf({ ...again, resource }, attempt > 1 && !again.unsent, entry.route);
  const { state: path, visit } = entry.position;
  const scheduled: EventOf<'TaskScheduled'> = {
    type: 'TaskScheduled',
    state: path,
    visit,
    attempt,
    resource,
    input,
    ...(timeout.value !== undefined && { dueAt: entry.at + timeout.value * 1000 }),
    ...(heartbeat.value !== undefined && { heartbeatSeconds: heartbeat.value }),
    ...(state.Compensate && { compensable: true }),
    ...(isUndoneByItsParent(state) && { nested: true }),
    ...(state.SagaRole === 'PIVOT' && { role: state.SagaRole }),
    ...(via && { via }),
  };
  return happened(scheduled, ...refusedAtOnce(scheduled, entry));
}

/** R14: unless its author says what undoes the step, or that nothing needs to. */
const isUndoneByItsParent = ({ Compensate, SagaRole, Resource }: CompiledState<'Task'>): boolean =>
  !Compensate && !SagaRole && isNested(calledBy(Resource));

/** What is known to fail is asked of nobody. */
function refusedAtOnce(scheduled: EventOf<'TaskScheduled'>, { execution }: Entry): ExecutionEvent[] {
  const { state, visit, attempt } = scheduled;
  const call = callOf(scheduled, tokensOf(execution, 'F', scheduled));
  if (call.kind !== 'REFUSED') return [];
  return [{ type: 'TaskFailed', state, visit, attempt, ...call.problem, outcome: 'refused' }];
}

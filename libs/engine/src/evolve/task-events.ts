import type { EventOf, ExecutionEvent, Json } from '#contracts';
import { sameVisit, type Step } from '../failure/step.js';
import { stepOf, type RunningExecution } from '../execution.js';
import type { Doing, InState, Outstanding, Sent, SentYet } from '../scopes/scope-state.js';
import { changed, current, doing, problemOf } from './position.js';
import { triesAgain } from './scope-events.js';
import { scopeOf } from '../scopes/scope-path.js';
import { runsTo, variablesOf } from '../scopes/scope-tree.js';
import { childOf, childrenBehind, type Child } from '../tasks/children.js';
import { calledBy, isTakenOnAnew } from '../tasks/pattern.js';
import { outcomeAfter, withoutNested, withStep } from './steps.js';

export const outOf = (event: EventOf<'TaskScheduled' | 'CompensationScheduled'>, at: number): Outstanding => ({
  attempt: event.attempt,
  resource: event.resource,
  input: event.input,
  ...(event.dueAt !== undefined && { dueAt: event.dueAt }),
  ...(event.heartbeatSeconds !== undefined && { heartbeatSeconds: event.heartbeatSeconds }),
  ...(event.via && { via: event.via }),
  ...('elsewhere' in event && { elsewhere: true as const }),
  heardAt: at,
});

const sentOf = ({ input, via }: Sent): Sent => ({ input, ...(via && { via }) });

/** The same of an attempt that may not have gone out. */
export const sentYetOf = ({ unsent, ...sent }: SentYet): SentYet => ({ ...sentOf(sent), ...(unsent && { unsent }) });

export function taskScheduled(execution: RunningExecution, event: EventOf<'TaskScheduled'>, at: number) {
  const now = withChild(doing(execution, event, { phase: 'OUT', ...outOf(event, at) }), event);
  if (!event.compensable && !event.role && !event.nested) return now;
  const { state, visit, attempt } = event;
  const within = runsTo(execution, scopeOf(state));
  const variables = variablesOf(execution, scopeOf(state));
  const step: Step = {
    state,
    visit,
    attempt,
    ...sentOf(event),
    outcome: 'RUNNING',
    ...(within.length > 0 && { within }),
    ...(event.role && { pivot: true }),
    ...(event.nested && { nested: true }),
    ...(Object.keys(variables).length > 0 && { variables }),
  };
  // An attempt that did not get its lock has sent nothing.
  if (attempt === 1 || !stepOf(now, event)) return { ...now, steps: [...now.steps, step] };
  // A later attempt of the visit takes its place, and so keeps the place of the first.
  return withStep(now, event, (before) => ({ ...step, ...knownOf(before, event) }));
}

/** What an earlier attempt has done, or may have, stays so whatever becomes of a later one. */
function knownOf(before: Step, event: EventOf<'TaskScheduled'>): Partial<Step> {
  const { outcome, output, nested } = before;
  // An execution that it has started is told to undo itself.
  if (nested) return {};
  if (outcome === 'SUCCEEDED') return { outcome, ...(output !== undefined && { output }) };
  return isUnsure(before, event) ? { unsure: true } : {};
}

function withChild(execution: RunningExecution, event: EventOf<'TaskScheduled'>): RunningExecution {
  const child = childOf(execution, event);
  return child ? { ...execution, children: [...(execution.children ?? []), child] } : execution;
}

/** The execution without the children that it waits for no longer with this event. */
export function childrenSettled(
  execution: RunningExecution,
  children: readonly Child[],
  event: ExecutionEvent,
): RunningExecution {
  const left = childrenBehind(children, event);
  if (left.length === children.length) return execution;
  const { children: _, ...alone } = execution;
  return left.length > 0 ? { ...alone, children: left } : alone;
}

const isUnsure = ({ unsure, outcome }: Step, { resource }: EventOf<'TaskScheduled'>): boolean =>
  unsure === true || (outcome === 'UNKNOWN' && isTakenOnAnew(calledBy(resource)));

/** Its heartbeats are awaited from here on. */
export function activityStarted(execution: RunningExecution, event: EventOf<'ActivityStarted'>, at: number) {
  const out = current(execution, event)?.doing;
  return out?.phase === 'OUT' ? doing(execution, event, { ...out, submitted: true, heardAt: at }) : execution;
}

export function taskSubmitted(execution: RunningExecution, event: EventOf<'TaskSubmitted'>) {
  const out = current(execution, event)?.doing;
  return out?.phase === 'OUT' ? doing(execution, event, { ...out, submitted: true }) : execution;
}

export function taskSucceeded(execution: RunningExecution, event: EventOf<'TaskSucceeded'>) {
  const { attempt, output, child } = event;
  const answered = changed(execution, event, (state) => ({
    ...state,
    doing: { phase: 'ANSWERED', attempt, output, ...(isSent(state.doing) && sentOf(state.doing)) },
  }));
  const now = withoutNested(answered, child ? undefined : event);
  return withStep(now, event, (step) =>
    step.nested && child ? { ...step, outcome: 'SUCCEEDED', attempt: child.attempt, child } : succeeded(step, output),
  );
}

function failed(
  execution: RunningExecution,
  event: EventOf<'TaskFailed' | 'TaskTimedOut'>,
  outcome: 'REFUSED' | 'UNKNOWN',
) {
  const out = current(execution, event)?.doing;
  if (out?.phase !== 'OUT') return execution;
  const problem = problemOf(event);
  const now = withoutNested(
    doing(execution, event, { phase: 'FAILED', attempt: event.attempt, ...sentOf(out), problem }),
    event,
  );
  return withStep(now, event, (step) => ({
    ...step,
    outcome: outcomeAfter(step, step.unsure ? 'UNKNOWN' : outcome),
    ...(event.error !== undefined && { error: event.error }),
  }));
}

export const taskFailed = (execution: RunningExecution, event: EventOf<'TaskFailed'>) =>
  failed(execution, event, event.outcome === 'refused' ? 'REFUSED' : 'UNKNOWN');

export const taskTimedOut = (execution: RunningExecution, event: EventOf<'TaskTimedOut'>) =>
  failed(execution, event, 'UNKNOWN');

export function taskHeartbeat(execution: RunningExecution, event: EventOf<'TaskHeartbeat'>, at: number) {
  if (event.leg === 'C')
    return withStep(execution, event, (step) =>
      step.undo?.status === 'OUT' ? { ...step, undo: { ...step.undo, out: { ...step.undo.out, heardAt: at } } } : step,
    );
  const state = current(execution, event);
  return state?.doing.phase === 'OUT' ? doing(execution, event, { ...state.doing, heardAt: at }) : execution;
}

/** Where a pivot's own tries are counted, beside those of its retriers. */
const PIVOT = -1;

export function retryScheduled(execution: RunningExecution, event: EventOf<'RetryScheduled'>) {
  const { attempt, dueAt, retrier = PIVOT, child } = event;
  const again = changed(triesAgain(execution, event), event, (state) => ({
    ...state,
    retries: { ...state.retries, [retrier]: (state.retries?.[retrier] ?? 0) + 1 },
    ...(state.doing.phase === 'ANSWERED' && { answered: state.doing.attempt }),
    doing: { phase: 'RETRYING', attempt, ...sentBefore(state), dueAt },
  }));
  return child ? { ...again, steps: again.steps.filter((step) => !sameVisit(step, event)) } : again;
}

const isSent = (doing: Doing): doing is Extract<Doing, { readonly phase: 'OUT' | 'RETRYING' }> =>
  doing.phase === 'OUT' || doing.phase === 'RETRYING';

/** What a state's next attempt has of the one before it: a Task sends the input of its first one. */
export function sentBefore({ doing, input }: InState): SentYet {
  switch (doing.phase) {
    case 'OUT':
    case 'LOCKING':
    case 'LOCKED':
    case 'FAILED':
    case 'RETRYING':
      return sentYetOf(doing);
    case 'ANSWERED':
      return doing.input === undefined ? { input, unsent: true } : sentOf({ ...doing, input: doing.input });
    case 'ENTERED':
      return { input, unsent: true };
    default:
      // What branches and iterations are given is computed anew.
      return { input: null };
  }
}

export const waitScheduled = (execution: RunningExecution, event: EventOf<'WaitScheduled'>) =>
  doing(execution, event, { phase: 'WAITING', dueAt: event.dueAt });

/** The step's effect happened, whatever was thought before. */
function succeeded({ answerBy: _, error: __, ...step }: Step, output: Json | undefined): Step {
  return { ...step, outcome: 'SUCCEEDED', ...(output !== undefined && { output }) };
}

export const lateResult = (execution: RunningExecution, event: EventOf<'LateResult'>) =>
  withStep(execution, event, (step) => {
    const { answerBy: _, ...answered } = step;
    if (event.result === 'UNKNOWN') return answered;
    if (event.result === 'REFUSED') return { ...answered, outcome: outcomeAfter(step, 'REFUSED') };
    const known = succeeded(step, event.output);
    // A step that was thought to need no undo needs one now.
    return execution.undoing && execution.undoing.drainUntil === undefined && !known.undo
      ? { ...known, undo: { status: 'PENDING', attempt: 0 } }
      : known;
  });

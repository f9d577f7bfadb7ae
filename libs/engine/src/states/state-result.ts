import type { Evaluated, Left, Scope, StateMachine } from '#asl';
import type { ExecutionEvent, Json, Problem, StateType } from '#contracts';
import { dataLimitExceeded } from '../data-limit.js';
import type { InState } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { stateNameOf } from '../path.js';
import { isTooLarge } from '../size.js';
import type { LambdaRoute } from '../tasks/route.js';

/** What a state's handler is given. */
export interface Entry {
  readonly machine: StateMachine;
  readonly execution: RunningExecution;
  readonly position: InState;
  readonly scope: Scope;
  /** The decision's time. */
  readonly at: number;
  readonly route: LambdaRoute | undefined;
}

/** What happens in a state: events, or it fails. */
export type StateResult = { readonly ok: true; readonly events: readonly ExecutionEvent[] } | Failed;

export interface Failed {
  readonly ok: false;
  /** What happened before it failed. */
  readonly events?: readonly ExecutionEvent[];
  readonly problem: Problem;
  /** Of a JSONata expression, which Step Functions' history tells by itself; where it stands, if it is one field's. */
  readonly evaluation?: { readonly location?: string };
}

export const happened = (...events: ExecutionEvent[]): StateResult => ({ ok: true, events });

/** A value could not be computed: the state fails, in the words of AWS. */
export const failedToEvaluate = (
  { position: { state, enteredId } }: Entry,
  { error, cause, location }: Extract<Evaluated<unknown>, { ok: false }>,
): Failed => ({
  ok: false,
  problem: {
    error,
    cause: `An error occurred while executing the state '${stateNameOf(state)}' (entered at the event id #${enteredId}). ${cause}`,
  },
  ...(error === 'States.QueryEvaluationError' && { evaluation: location === undefined ? {} : { location } }),
});

/** The problem of a payload that is over the limit. A value that came in unchanged has been looked at before. */
export const tooLarge = (name: string, value: Json, known?: Json): Problem | undefined =>
  value !== known && isTooLarge(value) ? dataLimitExceeded(name) : undefined;

/** The state is left with this output, for `next` or the end of its scope. */
export function exit(
  type: Exclude<StateType, 'Fail'>,
  { position }: Entry,
  { output, assigned }: Left,
  next: string | undefined,
): StateResult {
  const { state, visit, input } = position;
  const problem = tooLarge(stateNameOf(state), output, input) ?? (assigned && tooLarge(stateNameOf(state), assigned));
  if (problem) return { ok: false, problem };
  return happened({
    type: `${type}StateExited`,
    state,
    visit,
    output,
    ...(next !== undefined && { next }),
    ...(assigned && { assigned }),
  });
}

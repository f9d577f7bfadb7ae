import type { Problem, Visit } from '#contracts';
import type { Doing, InState, Position } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { scopeOf } from '../scopes/scope-path.js';
import { visitAt, withScope } from '../scopes/scope-tree.js';

/** The execution with a state doing something else. An event about a visit that is over changes no position. */
export const doing = (execution: RunningExecution, visit: Visit, next: Doing): RunningExecution =>
  changed(execution, visit, (position) => ({ ...position, doing: next }));

/** The execution with the position of a visit changed. */
export function changed(
  execution: RunningExecution,
  { state, visit }: Visit,
  change: (position: InState) => Position,
): RunningExecution {
  return withScope(execution, scopeOf(state), (scope) => {
    const { position } = scope;
    if (position.at !== 'STATE' || position.state !== state || position.visit !== visit) return scope;
    const next = change(position);
    return next === position ? scope : { ...scope, position: next };
  });
}

/** The visit that is going on, if it is this one. */
export const current = visitAt;

/** The error and cause of an event, without fields that are absent. */
export const problemOf = ({ error, cause }: Problem): Problem => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

import type { Problem, Visit } from '#contracts';
import type { Doing, InState, Position, RunningExecution } from '../execution.js';

/** The execution with its state doing something else. An event about a visit that is over changes no position. */
export function doing(execution: RunningExecution, visit: Visit, next: Doing): RunningExecution {
  const { root } = execution;
  if (root.at !== 'STATE' || root.state !== visit.state || root.visit !== visit.visit) return execution;
  return { ...execution, root: { ...root, doing: next } };
}

export const standing = (execution: RunningExecution, root: Position): RunningExecution => ({ ...execution, root });

/** The visit that is going on, if it is this one. */
export const current = ({ root }: RunningExecution, { state, visit }: Visit): InState | undefined =>
  root.at === 'STATE' && root.visit === visit && root.state === state ? root : undefined;

/** The error and cause of an event, without fields that are absent. */
export const problemOf = ({ error, cause }: Problem): Problem => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

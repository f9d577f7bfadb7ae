import type { Visit } from '#contracts';
import { sameVisit, type Step, type Undo } from '../failure/step.js';
import { stepOf, type RunningExecution } from '../execution.js';

/** The execution with one step changed. A visit that is no step changes nothing. */
export function withStep(execution: RunningExecution, visit: Visit, change: (step: Step) => Step): RunningExecution {
  const index = execution.steps.findLastIndex((step) => sameVisit(step, visit));
  const step = execution.steps[index];
  if (!step) return execution;
  const changed = change(step);
  return changed === step ? execution : { ...execution, steps: execution.steps.with(index, changed) };
}

/** What an earlier attempt has done it has done, whatever is said of a later one. */
export const outcomeAfter = ({ outcome: before }: Step, outcome: Step['outcome']): Step['outcome'] =>
  before === 'SUCCEEDED' ? before : outcome;

/** The execution without the place that was kept for a nested execution of which nothing has to be undone. */
export function withoutNested(execution: RunningExecution, visit: Visit | undefined): RunningExecution {
  const step = visit && stepOf(execution, visit);
  if (!step?.nested || step.child) return execution;
  return { ...execution, steps: execution.steps.filter((other) => other !== step) };
}

export const withUndo = (execution: RunningExecution, visit: Visit, change: (undo: Undo) => Undo): RunningExecution =>
  withStep(execution, visit, (step) => ({ ...step, undo: change(step.undo ?? { status: 'PENDING', attempt: 0 }) }));

export type { Step, Undo };

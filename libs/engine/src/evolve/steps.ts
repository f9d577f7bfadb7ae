import type { Visit } from '#contracts';
import { sameVisit, type RunningExecution, type Step, type Undo } from '../execution.js';

/** The execution with one step changed. A visit that is no step changes nothing. */
export function withStep(execution: RunningExecution, visit: Visit, change: (step: Step) => Step): RunningExecution {
  const index = execution.steps.findLastIndex((step) => sameVisit(step, visit));
  const step = execution.steps[index];
  if (!step) return execution;
  const changed = change(step);
  return changed === step ? execution : { ...execution, steps: execution.steps.with(index, changed) };
}

export const withUndo = (execution: RunningExecution, visit: Visit, change: (undo: Undo) => Undo): RunningExecution =>
  withStep(execution, visit, (step) => ({ ...step, undo: change(step.undo ?? { status: 'PENDING', attempt: 0 }) }));

export type { Step, Undo };

import type { ExecutionEvent } from '#contracts';
import type { Execution } from '#engine';

/** What an execution has a span of its own for: its start, each redrive, and its undo when it had succeeded (R14). */
export interface Run {
  readonly redrives: number;
  readonly isUndo: boolean;
}

/** The one that goes on, or was the last one. */
export function runOf(execution: Execution): Run {
  switch (execution.status) {
    case 'NEW':
      return { redrives: 0, isUndo: false };
    case 'RUNNING':
      return { redrives: execution.redrives?.count ?? 0, isUndo: execution.succeeded !== undefined };
    default:
      return { redrives: (execution.resume ?? execution.done)?.redrives?.count ?? 0, isUndo: false };
  }
}

/** When it began, as far as the state knows. */
export function runBeganAt(execution: Exclude<Execution, { status: 'NEW' }>): number {
  if (execution.status !== 'RUNNING') return execution.startedAt;
  const { succeeded, redrives, startedAt } = execution;
  return succeeded?.stoppedAt ?? redrives?.at ?? startedAt;
}

/**
 * @param goesOn it has not ended
 * @returns the same run, unless the event begins another one.
 */
export function runAfter(run: Run, { type }: ExecutionEvent, goesOn: boolean): Run {
  if (type === 'ExecutionRedriven') return { redrives: run.redrives + 1, isUndo: false };
  return type === 'CompensationRequested' && !goesOn ? { ...run, isUndo: true } : run;
}

/** Which one it goes on from. */
export const runBefore = ({ redrives, isUndo }: Run): Run | undefined => {
  if (isUndo) return { redrives, isUndo: false };
  return redrives > 0 ? { redrives: redrives - 1, isUndo } : undefined;
};

import type { EventOf } from '#contracts';
import type { EndedExecution, RunningExecution } from '../execution.js';
import { counting } from './history-length.js';
import { changed, current } from './position.js';
import { triesAgain } from './scope-events.js';
import { sentBefore } from './task-events.js';
import { triedAgain } from './tried-again.js';

type Redriven = EventOf<'ExecutionRedriven'>;

const redrivesAfter = ({ redrives }: RunningExecution, { token }: Redriven, at: number) => ({
  count: (redrives?.count ?? 0) + 1,
  at,
  ...(token !== undefined && { token }),
});

/** The state that failed has another try, at once, with its retriers as new; a run of a Distributed Map goes on. */
export function redriven(execution: RunningExecution, event: Redriven, at: number): RunningExecution {
  const { paused: _, ...paused } = execution;
  const goesOn = { ...paused, redrives: redrivesAfter(execution, event, at) };
  if (isSameTry(execution, event)) return { ...goesOn, root: triedAgain(execution.root, event, { at, stoppedAt: at }) };
  return changed(triesAgain(goesOn, event), event, ({ retries: __, ...position }) => ({
    ...position,
    doing: { phase: 'RETRYING', attempt: event.attempt, dueAt: at, ...sentBefore(position) },
  }));
}

const isSameTry = (execution: RunningExecution, event: Redriven): boolean => {
  const doing = current(execution, event)?.doing;
  return doing?.phase === 'SCOPES' && doing.attempt === event.attempt;
};

/** It goes on where it was before it gave anything up: what was done stays done, what was out or failed is tried again. */
export function redrivenAfterEnd(ended: EndedExecution, event: Redriven, at: number): RunningExecution {
  if (!ended.resume) throw new Error(`${ended.id} cannot be redriven: nothing is known of how it was`);
  const { dueAt: _, ...resume } = counting(ended.resume, event);
  return {
    ...resume,
    ...(event.dueAt !== undefined && { dueAt: event.dueAt }),
    redrives: redrivesAfter(ended.resume, event, at),
    root: triedAgain(resume.root, event, { at, stoppedAt: ended.stoppedAt }),
  };
}

/** What an execution that ends so can be redriven from. Of what was undone there is nothing. */
export function resumeOf(execution: RunningExecution): RunningExecution | undefined {
  const { historyLength, express, undoing, partlyUndone } = execution;
  if (express || undoing || partlyUndone) return undefined;
  const { beforeFailure: _, ...before } = execution.beforeFailure ?? execution;
  // Its locks are released with its end.
  const { paused: __, attention: ___, children: ____, locks: _____, ...resume } = before;
  const { at } = resume.root.position;
  return at === 'STATE' || at === 'BETWEEN' ? { ...resume, historyLength } : undefined;
}

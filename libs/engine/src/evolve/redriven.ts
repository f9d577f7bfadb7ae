import type { EventOf } from '#contracts';
import type { Doing, EndedExecution, InState, Position, RunningExecution, ScopeState } from '../execution.js';
import { isCompound, visitsIn } from '../scopes/scope-tree.js';
import { counting } from './history-length.js';
import { changed } from './position.js';
import { triesAgain } from './scope-events.js';
import { sentBefore, sentYetOf } from './task-events.js';

type Redriven = EventOf<'ExecutionRedriven'>;

const redrivesAfter = ({ redrives }: RunningExecution, { token }: Redriven, at: number) => ({
  count: (redrives?.count ?? 0) + 1,
  at,
  ...(token !== undefined && { token }),
});

/** The state that failed has another try, at once, with its retriers as new. */
export function redriven(execution: RunningExecution, event: Redriven, at: number): RunningExecution {
  const { paused: _, ...paused } = execution;
  const goesOn = { ...paused, redrives: redrivesAfter(execution, event, at) };
  return changed(triesAgain(goesOn, event), event, ({ retries: __, ...position }) => ({
    ...position,
    doing: { phase: 'RETRYING', attempt: event.attempt, dueAt: at, ...sentBefore(position) },
  }));
}

/** It goes on where it was before it gave anything up: what was done stays done, what was out or failed is tried again. */
export function redrivenAfterEnd(ended: EndedExecution, event: Redriven, at: number): RunningExecution {
  if (!ended.resume) throw new Error(`${ended.id} cannot be redriven: nothing is known of how it was`);
  const { dueAt: _, ...resume } = counting(ended.resume, event);
  return {
    ...resume,
    ...(event.dueAt !== undefined && { dueAt: event.dueAt }),
    redrives: redrivesAfter(ended.resume, event, at),
    root: triedAgain(resume.root, at),
  };
}

function triedAgain<S extends ScopeState>(scope: S, at: number): S {
  const { position } = scope;
  return position.at === 'STATE' ? { ...scope, position: stateTriedAgain(position, at) } : scope;
}

function stateTriedAgain({ retries: _, ...position }: InState, at: number): Position {
  return { ...position, doing: doingAgain(position.doing, at) };
}

function doingAgain(doing: Doing, at: number): Doing {
  switch (doing.phase) {
    case 'OUT':
    case 'LOCKING':
    case 'LOCKED':
    case 'FAILED':
      return { phase: 'RETRYING', attempt: doing.attempt + 1, ...sentYetOf(doing), dueAt: at };
    case 'RETRYING':
      return { ...doing, dueAt: at };
    case 'SCOPES':
      return { ...doing, scopes: doing.scopes.map((scope) => triedAgain(scope, at)) };
    default:
      return doing;
  }
}

/** What an execution that ends so can be redriven from. Of what was undone, or has a history of its own, there is nothing. */
export function resumeOf(execution: RunningExecution): RunningExecution | undefined {
  const { historyLength, express, undoing, partlyUndone } = execution;
  if (express || undoing || partlyUndone) return undefined;
  const { beforeFailure: _, ...before } = execution.beforeFailure ?? execution;
  // Its locks are released with its end.
  const { paused: __, attention: ___, children: ____, locks: _____, ...resume } = before;
  const { at } = resume.root.position;
  if ((at !== 'STATE' && at !== 'BETWEEN') || hasRun(resume.root)) return undefined;
  return { ...resume, historyLength };
}

/** The iterations of a Distributed Map end with it, each as an execution of its own. */
function hasRun(root: ScopeState): boolean {
  for (const position of visitsIn(root)) if (isCompound(position) && position.doing.mode === 'DISTRIBUTED') return true;
  return false;
}

import type { TaskToken } from '#contracts';
import { refuse, type Refused } from '../decision.js';
import { isUndone, stepOf, type Doing, type Execution, type RunningExecution, type Step } from '../execution.js';
import { visitAt } from '../scopes/scope-tree.js';
import { issuedToken } from '../task-token.js';

/** What a reply is about. */
export type Replied =
  /** A token that this execution has not issued. */
  | { readonly to: 'NOTHING'; readonly refused: Refused }
  /** Whoever it was for is gone: no fact. */
  | { readonly to: 'PAST' }
  /** The visit that is going on, or waits for its next attempt. `latest`: the attempt that is out. */
  | ({ readonly to: 'VISIT'; readonly latest: boolean } & About)
  /** A visit that was given up, of a step that may still have to be undone. */
  | ({ readonly to: 'GIVEN_UP'; readonly step: Step } & About)
  /** An undo that is not done. `latest`: the attempt that is out. */
  | ({ readonly to: 'UNDO'; readonly latest: boolean } & About);

export interface About {
  readonly token: TaskToken;
  readonly execution: RunningExecution;
}

export function repliedTo(execution: Execution, text: string): Replied {
  const token = execution.status === 'NEW' ? undefined : issuedToken(execution, text);
  if (!token) return { to: 'NOTHING', refused: refuse('TaskDoesNotExist', 'No task has this token.') };
  if (execution.status !== 'RUNNING') return { to: 'PAST' };
  return token.leg === 'C' ? toUndo(execution, token) : toVisit(execution, token);
}

const OPEN: ReadonlySet<Doing['phase']> = new Set<Doing['phase']>(['OUT', 'RETRYING']);

function toVisit(execution: RunningExecution, token: TaskToken): Replied {
  const visited = visitAt(execution, token);
  if (visited && OPEN.has(visited.doing.phase)) {
    const latest = visited.doing.phase === 'OUT' && visited.doing.attempt === token.attempt;
    return { to: 'VISIT', latest, token, execution };
  }
  const step = stepOf(execution, token);
  return step ? { to: 'GIVEN_UP', step, token, execution } : { to: 'PAST' };
}

export const isDone = ({ undo }: Step): boolean => undo !== undefined && isUndone(undo);

function toUndo(execution: RunningExecution, token: TaskToken): Replied {
  const step = stepOf(execution, token);
  if (!step?.undo || isDone(step)) return { to: 'PAST' };
  const latest = step.undo.status === 'OUT' && step.undo.attempt === token.attempt;
  return { to: 'UNDO', latest, token, execution };
}

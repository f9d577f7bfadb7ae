import { writeTaskToken, type TaskToken, type Write } from '#contracts';
import { refuse, type Decision, type Refused } from '../decision.js';
import { isUndone, type Step } from '../failure/step.js';
import { stepOf, type Execution, type RunningExecution } from '../execution.js';
import type { Doing } from '../scopes/scope-state.js';
import { visitAt } from '../scopes/scope-tree.js';
import { issuedToken } from '../task-token.js';
import type { AnswerOf } from '../tasks/result.js';

/** What a reply is about. */
export type Replied =
  /** A token that this execution has not issued. */
  | { readonly to: 'NOTHING'; readonly refused: Refused }
  /** Whoever it was for is gone: no fact. */
  | { readonly to: 'PAST' }
  /**
   * The visit that is going on, or waits for its next attempt. `latest`: the attempt that is out. `repeats`: nothing could
   * be made of the success of this attempt, or of a later one.
   */
  | ({ readonly to: 'VISIT'; readonly latest: boolean; readonly doing: Open; readonly repeats: boolean } & About)
  /** A visit that was given up, of a step that may still have to be undone. */
  | ({ readonly to: 'GIVEN_UP'; readonly step: Step } & About)
  /** An undo that is not done. `latest`: the attempt that is out. */
  | ({ readonly to: 'UNDO'; readonly latest: boolean } & About)
  /** Results of a Map that are out to be written. */
  | { readonly to: 'WRITER'; readonly write: Write };

export interface About {
  readonly token: TaskToken;
  readonly execution: RunningExecution;
}

export function repliedTo(execution: Execution, text: string): Replied {
  const token = execution.status === 'NEW' ? undefined : issuedToken(execution, text);
  if (!token) return { to: 'NOTHING', refused: refuse('TaskDoesNotExist', 'No task has this token.') };
  if (execution.status !== 'RUNNING') return { to: 'PAST' };
  if (token.leg === 'W') return toWriter(execution, token);
  return token.leg === 'C' ? toUndo(execution, token) : toVisit(execution, token);
}

/** It can be answered. */
export type Open = Extract<Doing, { phase: 'OUT' | 'RETRYING' }>;

const isOpen = (doing: Doing | undefined): doing is Open => doing?.phase === 'OUT' || doing?.phase === 'RETRYING';

function toVisit(execution: RunningExecution, token: TaskToken): Replied {
  const visited = visitAt(execution, token);
  const doing = visited?.doing;
  if (isOpen(doing)) {
    const latest = doing.phase === 'OUT' && doing.attempt === token.attempt;
    const repeats = token.attempt <= (visited?.answered ?? 0);
    return { to: 'VISIT', latest, doing, repeats, token, execution };
  }
  const step = stepOf(execution, token);
  return step ? { to: 'GIVEN_UP', step, token, execution } : { to: 'PAST' };
}

/** Its token's attempt counts writes. */
function toWriter(execution: RunningExecution, { state, visit, attempt: write }: TaskToken): Replied {
  const doing = visitAt(execution, { state, visit })?.doing;
  if (doing?.phase !== 'SCOPES' || doing.writing?.out?.write !== write) return { to: 'PAST' };
  return { to: 'WRITER', write: { state, visit, attempt: doing.attempt, write } };
}

export const isDone = ({ undo }: Step): boolean => undo !== undefined && isUndone(undo);

function toUndo(execution: RunningExecution, token: TaskToken): Replied {
  const step = stepOf(execution, token);
  if (!step?.undo || isDone(step)) return { to: 'PAST' };
  const latest = step.undo.status === 'OUT' && step.undo.attempt === token.attempt;
  return { to: 'UNDO', latest, token, execution };
}

/** What is drawn for an answer depends on nothing but the answer. */
export const answerOf = ({ moment }: Decision, token: TaskToken): AnswerOf => ({
  about: writeTaskToken(token),
  at: moment.at,
});

import type { Command } from '#contracts';

/**
 * What the inbox says about a command before anything runs: rule R5 of compensation, as one pure function.
 *
 * 1. A stored success answers every attempt.
 * 2. A stored failure answers only its own attempt; a higher attempt runs again.
 * 3. An attempt lower than the highest seen is never run.
 * 4. An undo for a forward command that never took effect succeeds, does nothing, and blocks that command for good.
 *    Where another participant did the step (`elsewhere`), its never having come says nothing: the undo runs.
 * 5. A forward command that was blocked is refused and never runs.
 * 6. Of a command that waits for its task token, a success says only that it was taken on: it answers its own attempt,
 *    and a higher one is taken on anew. What an earlier attempt may have led to, no later one's refusal takes back.
 */

/**
 * NONE: never came, only its undo did. RUNNING: claimed by a long-running handler, perhaps of a process that is gone.
 * UNKNOWN: gave up; it may have taken effect. SUBMITTED: taken on, and whoever holds the task token says the rest.
 */
export type InboxStatus = 'NONE' | 'RUNNING' | 'SUCCEEDED' | 'SUBMITTED' | 'REFUSED' | 'UNKNOWN';

export interface InboxRow {
  /** The command's. */
  readonly id: string;
  /** The highest seen; 0 when none came. */
  readonly attempt: number;
  readonly status: InboxStatus;
  /** An undo was handled: never run this again. */
  readonly blocked: boolean;
  /** JSON: of a success its output, of a failure `{error, cause}`. */
  readonly answer: string;
  /** Counts writes, from 1. A write that is not the next one is a conflict: somebody else was here. */
  readonly version: number;
}

export type Answer =
  | { readonly type: 'success'; /** JSON */ readonly output: string }
  | {
      readonly type: 'failure';
      readonly outcome: 'refused' | 'unknown';
      readonly error: string;
      readonly cause: string;
    };

export type Verdict =
  | { readonly do: 'run' }
  | { readonly do: 'answer'; readonly answer: Answer }
  /** Succeed, remember it, and block the forward command. */
  | { readonly do: 'undo-nothing' };

type Asked = Pick<Command, 'id' | 'attempt' | 'compensates' | 'elsewhere' | 'callback'>;

const RUN: Verdict = { do: 'run' };
const UNDO_NOTHING: Verdict = { do: 'undo-nothing' };

const refuse = (error: string, cause: string): Verdict => ({
  do: 'answer',
  answer: { type: 'failure', outcome: 'refused', error, cause },
});

/**
 * @param row of the command itself, if it was seen.
 * @param forward of the command that it undoes, if it is an undo and that one was seen.
 */
export function verdict(command: Asked, row: InboxRow | undefined, forward: InboxRow | undefined): Verdict {
  if (row) {
    const stored = storedAnswer(command.attempt, row);
    if (stored) return { do: 'answer', answer: stored };
    if (row.blocked) {
      return refuse(
        'Participant.Compensated',
        `${command.id} was undone before it came; it has not run and never will.`,
      );
    }
    if (command.attempt < row.attempt) {
      return refuse(
        'Participant.Superseded',
        `Attempt ${row.attempt} came before attempt ${command.attempt}, which has not run.`,
      );
    }
  }
  if (command.compensates === undefined || (command.elsewhere && neverCame(forward))) return RUN;
  return mayHaveHappened(forward) ? RUN : UNDO_NOTHING;
}

function storedAnswer(attempt: number, row: InboxRow): Answer | undefined {
  if (row.status === 'SUCCEEDED') return { type: 'success', output: row.answer };
  if (row.status === 'SUBMITTED' && row.attempt === attempt) return { type: 'success', output: row.answer };
  if (row.attempt !== attempt || (row.status !== 'REFUSED' && row.status !== 'UNKNOWN')) return undefined;
  const { error, cause } = JSON.parse(row.answer) as { error: string; cause: string };
  return { type: 'failure', outcome: row.status === 'REFUSED' ? 'refused' : 'unknown', error, cause };
}

const neverCame = (forward: InboxRow | undefined): boolean => forward === undefined || forward.status === 'NONE';

/** A refusal of the last attempt is definite, even if an earlier attempt was lost: a success would have answered it. */
const mayHaveHappened = (forward: InboxRow | undefined): boolean =>
  forward !== undefined && forward.status !== 'NONE' && forward.status !== 'REFUSED';

/** The row after the command was answered. */
export function answered(command: Asked, row: InboxRow | undefined, answer: Answer): InboxRow {
  const success = answer.type === 'success';
  return {
    id: command.id,
    attempt: command.attempt,
    status: statusOf(command, answer),
    blocked: row?.blocked ?? false,
    answer: success ? answer.output : JSON.stringify({ error: answer.error, cause: answer.cause }),
    version: (row?.version ?? 0) + 1,
  };
}

function statusOf({ attempt, callback }: Asked, answer: Answer): InboxStatus {
  if (answer.type === 'success') return callback ? 'SUBMITTED' : 'SUCCEEDED';
  // An earlier attempt may have been taken on: the undo has to run.
  return answer.outcome === 'refused' && !(callback && attempt > 1) ? 'REFUSED' : 'UNKNOWN';
}

/** The row of a command that begins to run outside of a transaction. */
export const claimed = (command: Asked, row: InboxRow | undefined): InboxRow => ({
  id: command.id,
  attempt: command.attempt,
  status: 'RUNNING',
  blocked: row?.blocked ?? false,
  answer: '',
  version: (row?.version ?? 0) + 1,
});

/** The forward command's row once its undo came, or undefined where it already says enough. */
export function blockedBy(undo: Asked, forward: InboxRow | undefined): InboxRow | undefined {
  if (undo.compensates === undefined || forward?.blocked || forward?.status === 'SUCCEEDED') return undefined;
  if (forward) return { ...forward, blocked: true, version: forward.version + 1 };
  return { id: undo.compensates, attempt: 0, status: 'NONE', blocked: true, answer: '', version: 1 };
}

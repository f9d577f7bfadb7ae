import { readTaskToken, writeTaskToken, type Attempt, type Leg, type TaskToken } from '#contracts';
import { shortHash } from './chance.js';

export interface Known {
  readonly id: string;
  readonly nonce: string;
}

const checkOf = (nonce: string, leg: TaskToken['leg'] | 'S', { state, visit, attempt }: Attempt): string =>
  shortHash(`${nonce}/${leg}/${attempt}/${visit}/${state}`);

/** The token of one attempt of one leg. */
export function taskTokenOf({ id, nonce }: Known, leg: TaskToken['leg'], attempt: Attempt): string {
  const { state, visit, attempt: n } = attempt;
  return writeTaskToken({ execution: id, state, visit, leg, attempt: n, check: checkOf(nonce, leg, attempt) });
}

/** Of whoever says whether an attempt was taken on, and knows nothing else of it. */
export function submissionTokenOf({ id, nonce }: Known, attempt: Attempt): string {
  const { state, visit, attempt: n } = attempt;
  const check = checkOf(nonce, 'S', attempt);
  return writeTaskToken({ execution: id, state, visit, leg: 'F', attempt: n, submission: true, check });
}

/** What a token says if this execution has issued it; undefined for one that was made up. */
export function issuedToken({ id, nonce }: Known, text: string): TaskToken | undefined {
  const token = readTaskToken(text);
  if (!token || token.execution !== id) return undefined;
  return token.check === checkOf(nonce, token.submission ? 'S' : token.leg, token) ? token : undefined;
}

/** What whoever is asked answers with. */
export interface Tokens {
  readonly task: string;
  /** Says only whether the task was taken on. */
  readonly submission: string;
}

/** Of a call that is looked at and never sent. */
export const NO_TOKENS: Tokens = { task: '', submission: '' };

/** Written when they are asked for: most calls are looked at several times, and sent once. */
export const tokensOf = (known: Known, leg: Leg, attempt: Attempt): Tokens => new TokensOf(known, leg, attempt);

class TokensOf implements Tokens {
  constructor(
    private readonly known: Known,
    private readonly leg: Leg,
    private readonly attempt: Attempt,
  ) {}

  get task(): string {
    return taskTokenOf(this.known, this.leg, this.attempt);
  }

  get submission(): string {
    return submissionTokenOf(this.known, this.attempt);
  }
}

import { readTaskToken, writeTaskToken, type Attempt, type Leg, type TaskToken } from '#contracts';
import { shortHash } from './chance.js';

interface Known {
  readonly id: string;
  readonly nonce: string;
}

const checkOf = (nonce: string, leg: Leg, { state, visit, attempt }: Attempt): string =>
  shortHash(`${nonce}/${leg}/${attempt}/${visit}/${state}`);

/** The token of one attempt of one leg. */
export function taskTokenOf({ id, nonce }: Known, leg: Leg, attempt: Attempt): string {
  const { state, visit, attempt: n } = attempt;
  return writeTaskToken({ execution: id, state, visit, leg, attempt: n, check: checkOf(nonce, leg, attempt) });
}

/** What a token says if this execution has issued it; undefined for one that was made up. */
export function issuedToken({ id, nonce }: Known, text: string): TaskToken | undefined {
  const token = readTaskToken(text);
  return token && token.execution === id && token.check === checkOf(nonce, token.leg, token) ? token : undefined;
}

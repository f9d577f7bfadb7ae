import { createHash } from 'node:crypto';
import { readTaskToken, type Attempt, type Leg } from '#contracts';
import type { Run } from './run.js';

/**
 * The ids of spans are derived, never drawn, like all others: whoever owns the partition by then tells the same span, and
 * a command that goes out twice names the same parent.
 */

interface Known {
  readonly id: string;
  readonly nonce: string;
}

/** Of an execution that came in without a trace. */
export const traceIdOf = ({ id, nonce }: Known): string => derived(`${nonce}/trace/${id}`, 32);

/** Of each run another span. */
export const executionSpanId = ({ id, nonce }: Known, { redrives, isUndo }: Run): string =>
  derived(`${nonce}/execution/${isUndo ? 'undo' : redrives}/${id}`, 16);

/** One try of one leg of a visit, within its execution. */
export const attemptKey = (leg: Leg, { state, visit, attempt }: Attempt): string =>
  `${leg}/${attempt}/${visit}/${state.replaceAll('/', '%2F')}`;

export const attemptSpanId = ({ id, nonce }: Known, key: string): string =>
  derived(`${nonce}/attempt/${key}/${id}`, 16);

/** The attempt that a token belongs to, with or without its result. Writing results down is no attempt of a step. */
export function attemptKeyIn(taskToken: string): string | undefined {
  const token = readTaskToken(taskToken);
  return token && token.leg !== 'W' ? attemptKey(token.leg, token) : undefined;
}

function derived(text: string, digits: number): string {
  const id = createHash('sha256').update(text).digest('hex').slice(0, digits);
  // Zeros alone are no id.
  return /[^0]/.test(id) ? id : `${id.slice(1)}1`;
}

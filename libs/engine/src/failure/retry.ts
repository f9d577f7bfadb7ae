import { matches, type Retrier } from '#asl';
import { chance } from '../chance.js';
import type { Moment } from '../decision.js';
import type { Retries } from '../scopes/scope-state.js';

/** A retry that was decided: which retrier, and when. */
export interface Retry {
  readonly retrier: number;
  readonly dueAt: number;
}

/**
 * The next attempt, or nothing where no retrier names the error or the one that does is spent. Each retrier counts its
 * own. `about` names the attempt, for the jitter. https://states-language.net/spec.html#retrying-after-error
 */
export function retryOf(
  retriers: readonly Retrier[],
  { error, retries, about }: { error: string | undefined; retries: Retries | undefined; about: string },
  { at, random }: Moment,
): Retry | undefined {
  const index = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error ?? ''));
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
  const used = retries?.[index] ?? 0;
  if (used >= MaxAttempts) return undefined;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds, LONGEST_SECONDS);
  const jitter = retrier.JitterStrategy === 'FULL' ? chance(random, about) : 1;
  return { retrier: index, dueAt: at + Math.round(seconds * 1000 * jitter) };
}

/** AWS's longest MaxDelaySeconds is 31,622,400; a back-off that grows for ever stays a date. */
const LONGEST_SECONDS = 31_622_400;

/** R7: without end, full jitter, from one second doubling to five minutes. */
export function undoRetryOf(used: number, about: string, { at, random }: Moment): number {
  return at + Math.round(Math.min(2 ** used, 300) * 1000 * chance(random, about));
}

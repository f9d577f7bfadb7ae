/** Of a handler that threw: how often it is run again in place, with the same command id, before its outcome is given as unknown. */
export interface RetryPolicy {
  /** Runs in all, the first included. */
  readonly maxRuns: number;
  readonly firstDelayMs: number;
  readonly backoffRate: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { maxRuns: 3, firstDelayMs: 50, backoffRate: 4, maxDelayMs: 5_000 };

/** The pause behind the run with this number, or nothing when it was the last. It ends before the deadline. */
export function pauseAfter(run: number, deadline: number, now: number, policy: RetryPolicy): number | undefined {
  if (run >= policy.maxRuns) return undefined;
  const pause = Math.min(policy.firstDelayMs * policy.backoffRate ** (run - 1), policy.maxDelayMs);
  return now + pause < deadline ? pause : undefined;
}

/** What was thrown, as a text; anything can be. */
export function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  const { name, message } = (thrown ?? {}) as { name?: unknown; message?: unknown };
  if (typeof name === 'string' && typeof message === 'string') return message ? `${name}: ${message}` : name;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return String(thrown);
  }
}

import { LIMITS } from '#contracts';

/** Of an execution that has ended; times are epoch milliseconds. */
export interface Redrivable {
  readonly stoppedAt: number | undefined;
  readonly redriveCount: number;
  /** Its history has no room for more. */
  readonly isFull?: boolean;
}

/**
 * The limit that keeps an execution from being redriven, in words; undefined: none does.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility
 */
export function redriveLimit({ stoppedAt, redriveCount, isFull = false }: Redrivable, now: number): string | undefined {
  if (stoppedAt !== undefined && now - stoppedAt > LIMITS.redrivableMs) return 'Execution redrivable period exceeded';
  if (isFull) return 'Execution history event limit exceeded';
  return redriveCount >= LIMITS.redrives ? 'Execution redrive limit exceeded' : undefined;
}

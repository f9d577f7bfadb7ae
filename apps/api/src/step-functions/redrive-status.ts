import { LIMITS } from '#contracts';
import type { ExecutionDetails } from '#views';

/**
 * Whether an execution can be redriven, and if not why. What its owner alone knows, it says when it is asked.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility
 * @param now epoch milliseconds
 */
export function redriveStatusOf(
  { status, compensationStatus, mapRun, stoppedAt, express }: ExecutionDetails,
  now: number,
) {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return not(`Execution is ${status} and cannot be redriven`);
  if (mapRun !== undefined) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' as const };
  if (express) return not('Execution is of an EXPRESS state machine and cannot be redriven');
  if (compensationStatus !== 'NONE')
    return not(`Execution was compensated (${compensationStatus}) and cannot be redriven`);
  if (stoppedAt !== undefined && now - stoppedAt > LIMITS.redrivableMs)
    return not('Execution redrivable period exceeded');
  return { redriveStatus: 'REDRIVABLE' as const };
}

const not = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE' as const, redriveStatusReason });

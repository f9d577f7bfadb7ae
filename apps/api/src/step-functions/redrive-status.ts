import { isOver, redriveLimit } from '#engine';
import type { ExecutionDetails, Reading } from '#views';
import { foldExecution } from '../operator/fold-execution.js';

/**
 * Whether an execution can be redriven, and if not why. What its owner alone knows, it says when it is asked.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility
 * @param now epoch milliseconds
 */
export function redriveStatusOf(
  { status, compensationStatus, mapRun, stoppedAt, express, redriveCount }: ExecutionDetails,
  now: number,
) {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return not(`Execution is ${status} and cannot be redriven`);
  if (mapRun !== undefined) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' as const };
  if (express) return not('Execution is of an EXPRESS state machine and cannot be redriven');
  if (compensationStatus !== 'NONE')
    return not(`Execution was compensated (${compensationStatus}) and cannot be redriven`);
  const limit = redriveLimit({ stoppedAt, redriveCount }, now);
  if (limit !== undefined) return not(limit);
  return { redriveStatus: 'REDRIVABLE' as const };
}

/** The same, of one whose iterations may have undone themselves, which only its history tells of. */
export async function redriveStatusNow(
  details: ExecutionDetails,
  { views, now }: { readonly views: Reading; now(): number },
): Promise<ReturnType<typeof redriveStatusOf>> {
  const status = redriveStatusOf(details, now());
  if (status.redriveStatus !== 'REDRIVABLE' || details.mapRuns === undefined) return status;
  const { execution } = await foldExecution(views, details.id);
  return isOver(execution) && !execution.resume
    ? not('Execution had begun to undo a part of itself and cannot be redriven')
    : status;
}

const not = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE' as const, redriveStatusReason });

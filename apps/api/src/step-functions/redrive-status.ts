import type { ExecutionDetails } from '#views';

/** Whether an execution can be redriven, and if not why. */
export function redriveStatusOf({ status, compensationStatus, mapRun }: ExecutionDetails) {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return not(`Execution is ${status} and cannot be redriven`);
  if (mapRun !== undefined) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' as const };
  if (compensationStatus !== 'NONE')
    return not(`Execution was compensated (${compensationStatus}) and cannot be redriven`);
  return { redriveStatus: 'REDRIVABLE' as const };
}

const not = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE' as const, redriveStatusReason });

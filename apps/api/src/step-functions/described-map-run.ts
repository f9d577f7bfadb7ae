import type { MapRun } from '#views';
import type { Arns } from '../arns/arns.js';
import { seconds } from './seconds.js';

/** A run of a Distributed Map as the API tells it. */
export function describedMapRun(run: MapRun, arns: Arns) {
  return {
    mapRunArn: arns.mapRun(run.stateMachine, run.label, run.run),
    executionArn: arns.execution(run.execution),
    status: run.status,
    startDate: seconds(run.startedAt),
    ...(run.stoppedAt !== undefined && { stopDate: seconds(run.stoppedAt) }),
    maxConcurrency: run.maxConcurrency ?? 0,
    toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: run.toleratedFailureCount ?? 0,
    itemCounts: told(run.items),
    executionCounts: told(run.executions),
    redriveCount: run.redriveCount,
    ...(run.redrivenAt !== undefined && { redriveDate: seconds(run.redrivenAt) }),
  };
}

const told = ({ written, notRedrivable, ...counts }: MapRun['items']) => ({
  ...counts,
  timedOut: 0,
  resultsWritten: written,
  failuresNotRedrivable: notRedrivable,
});

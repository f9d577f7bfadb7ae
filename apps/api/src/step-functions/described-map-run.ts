import type { MapRun } from '#views';
import type { Arns } from '../arns/arns.js';
import { seconds } from './seconds.js';

/** A run of a Distributed Map as the API tells it; an item is an execution of its own, unless items go in batches. */
export function describedMapRun(run: MapRun, arns: Arns) {
  const { total, pending, running, succeeded, failed, aborted } = run.counts;
  const counts = {
    pending,
    running,
    succeeded,
    failed,
    timedOut: 0,
    aborted,
    total,
    resultsWritten: 0,
    failuresNotRedrivable: 0,
    pendingRedrive: 0,
  };
  return {
    mapRunArn: arns.mapRun(run.stateMachine, run.label, run.run),
    executionArn: arns.execution(run.execution),
    status: run.status,
    startDate: seconds(run.startedAt),
    ...(run.stoppedAt !== undefined && { stopDate: seconds(run.stoppedAt) }),
    maxConcurrency: run.maxConcurrency ?? 0,
    toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: run.toleratedFailureCount ?? 0,
    itemCounts: counts,
    executionCounts: counts,
    redriveCount: 0,
  };
}

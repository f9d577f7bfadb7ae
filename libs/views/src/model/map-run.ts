import type { PageQuery } from './page.js';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** How many iterations are, or ended, so. */
export interface IterationCounts {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly aborted: number;
}

/** One run of a Distributed Map. */
export interface MapRun {
  /** Its own id, and the Map's label: both are parts of its ARN. */
  readonly run: string;
  readonly label: string;
  readonly execution: string;
  readonly stateMachine: string;
  readonly state: string;
  readonly status: MapRunStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly counts: IterationCounts;
}

export interface MapRunQuery extends PageQuery {
  readonly execution: string;
}

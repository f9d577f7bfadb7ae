import type { PageQuery } from './page.js';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** How many items, or executions, are or ended so. `written`: how many of those that ended are in files. */
export interface IterationCounts {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly aborted: number;
  readonly written: number;
  /** Of those that failed or were aborted: a redrive has yet to go on with them, or cannot. */
  readonly pendingRedrive: number;
  readonly notRedrivable: number;
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
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  readonly items: IterationCounts;
  /** What is pending is an estimate where the items go in batches: each is made when it begins. */
  readonly executions: IterationCounts;
}

export interface MapRunQuery extends PageQuery {
  readonly execution: string;
}

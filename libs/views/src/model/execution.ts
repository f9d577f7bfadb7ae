import type { CompensationStatus, ExecutionStatus } from '#contracts';
import type { PageQuery } from './page.js';

/** What an author lets people search by: text, numbers and truth values of an execution's input. */
export type SearchValue = string | number | boolean;
export interface SearchAttributes {
  readonly [name: string]: SearchValue;
}

/** One execution as lists show it. Times are epoch milliseconds. */
export interface ExecutionSummary {
  /** `signup:order-4711`; of an iteration of a Distributed Map `signup/label:name`. */
  readonly id: string;
  readonly stateMachine: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  /** Which definition of the state machine it runs: the records' `version`. */
  readonly revision: number;
  /** The published version, and the alias, that it was started by. */
  readonly versionNumber?: number;
  readonly alias?: string;
  readonly compensationStatus: CompensationStatus;
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  /** The run of a Distributed Map that it is an iteration of, and the execution that runs that. */
  readonly mapRun?: string;
  readonly parent?: string;
  /** Somebody has to look, because. */
  readonly attention?: string;
  readonly attributes: SearchAttributes;
}

/** All there is of one execution but its history. Payloads are JSON texts. */
export interface ExecutionDetails extends ExecutionSummary {
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly traceHeader?: string;
  readonly roleArn?: string;
  readonly express?: boolean;
  /** How many runs of Distributed Maps it has begun; absent: none. */
  readonly mapRuns?: number;
  /** Goes into the check of its task tokens. */
  readonly nonce: string;
  /** Where its last decision stands in the log. */
  readonly partition: number;
  readonly offset: number;
}

/** Every field narrows the list down. Newest first. */
export interface ExecutionQuery extends PageQuery {
  readonly stateMachine?: string;
  readonly status?: ExecutionStatus;
  readonly revision?: number;
  readonly versionNumber?: number;
  readonly alias?: string;
  /** Iterations of a Distributed Map are listed with their run only. */
  readonly mapRun?: string;
  readonly compensationStatus?: CompensationStatus;
  readonly redriven?: boolean;
  readonly needsAttention?: boolean;
  readonly namePrefix?: string;
  /** Epoch milliseconds: from the first, before the second. */
  readonly startedFrom?: number;
  readonly startedBefore?: number;
  readonly attributes?: SearchAttributes;
}

export interface ExecutionCounts {
  readonly byStatus: readonly {
    readonly stateMachine: string;
    readonly status: ExecutionStatus;
    readonly count: number;
  }[];
  /** Without those that undo nothing. */
  readonly byCompensation: readonly {
    readonly stateMachine: string;
    readonly compensationStatus: CompensationStatus;
    readonly count: number;
  }[];
}

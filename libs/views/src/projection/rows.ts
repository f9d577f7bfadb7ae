import type {
  Attempt,
  Child,
  CompensationStatus,
  Configuration,
  ExecutionStatus,
  Json,
  Leg,
  MachineType,
  Route,
  Tag,
  Visit,
} from '#contracts';
import type { SearchAttributes } from '../model/execution.js';
import type { MapRunStatus } from '../model/map-run.js';
import type { UndoState } from './undo-state.js';

/** The rows that are projected, by table. Nothing in them comes from anywhere but the log. Times are epoch milliseconds. */
export interface Rows {
  executions: ExecutionRow;
  decisions: DecisionRow;
  searchAttributes: SearchAttributeRow;
  mapRuns: MapRunRow;
  activityTasks: ActivityTaskRow;
  stateMachines: StateMachineRow;
  revisions: RevisionRow;
  versions: VersionRow;
  aliases: AliasRow;
  activities: ActivityRow;
  lockRequests: LockRequestRow;
}

export interface ExecutionRow {
  readonly id: string;
  /** Whose decisions it is read off: itself, or the execution that it is an iteration of. */
  readonly entity: string;
  readonly stateMachine: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly revision: number;
  readonly versionNumber?: number | undefined;
  readonly alias?: string | undefined;
  readonly startedAt: number;
  readonly stoppedAt?: number | undefined;
  readonly compensationStatus: CompensationStatus;
  readonly redriveCount: number;
  readonly redrivenAt?: number | undefined;
  readonly attention?: string | undefined;
  readonly mapRun?: string | undefined;
  readonly child?: Child | undefined;
  readonly express?: boolean | undefined;
  readonly nonce: string;
  readonly roleArn?: string | undefined;
  readonly traceHeader?: string | undefined;
  /** Absent: the revision of its state machine is not known yet. */
  readonly attributes?: SearchAttributes | undefined;
  readonly undo?: UndoState | undefined;
  /** Tasks of activities that nobody has taken. */
  readonly openTasks?: readonly OpenTaskKey[] | undefined;
  /** Events so far, and how many there were at its last history mark. */
  readonly events: number;
  readonly marked: number;
  /** How many runs of Distributed Maps it has begun. */
  readonly mapRuns: number;
  /** Where its last decision stands in the log. */
  readonly partition: number;
  readonly logOffset: number;
  /** JSON texts. The input is not read again to be written again: absent in a row that is there already. */
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** What one decision is in the history of one execution. */
export interface DecisionRow {
  readonly execution: string;
  readonly logOffset: number;
  readonly entity: string;
  readonly at: number;
  /** How many events were before it. */
  readonly seq: number;
  /** JSON text. */
  readonly events: string;
  /** Their places in the decision, if those of another execution are between them. */
  readonly places?: readonly number[] | undefined;
}

export interface SearchAttributeRow {
  readonly name: string;
  /** JSON text. */
  readonly value: string;
  readonly startedAt: number;
  readonly execution: string;
}

export interface MapRunRow extends Attempt {
  readonly execution: string;
  readonly stateMachine: string;
  readonly label?: string | undefined;
  readonly run?: string | undefined;
  readonly status: MapRunStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
  readonly total: number;
  readonly begun: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly aborted: number;
  /** The same of its executions, of which each has several items where they go in batches. */
  readonly executionsBegun: number;
  readonly executionsSucceeded: number;
  readonly executionsFailed: number;
  readonly executionsAborted: number;
  /** How many items go in a batch at the most, where that is said. */
  readonly mostItems?: number | undefined;
  /** 1: what ended is in files. */
  readonly written: number;
  readonly redriveCount: number;
  readonly redrivenAt?: number | undefined;
  /** Of those that failed or were aborted, in items and in executions: a redrive will go on with them, or cannot. */
  readonly pendingRedrive: number;
  readonly executionsPendingRedrive: number;
  readonly notRedrivable: number;
  readonly executionsNotRedrivable: number;
}

export interface OpenTaskKey extends Visit {
  readonly leg: Leg;
}

export interface ActivityTaskRow extends OpenTaskKey {
  readonly execution: string;
  readonly activity: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly input: string;
  readonly scheduledAt: number;
  readonly dueAt?: number | undefined;
  readonly heartbeatSeconds?: number | undefined;
}

export interface StateMachineRow {
  readonly name: string;
  readonly revision: number;
  readonly type: MachineType;
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
  readonly configuration: Configuration;
  readonly tags: readonly Tag[];
}

export interface RevisionRow {
  readonly stateMachine: string;
  readonly revision: number;
  readonly type: MachineType;
  readonly createdAt: number;
  readonly configuration: Configuration;
  /** Where search attributes are in the input, by their names. */
  readonly attributePaths: AttributePaths;
  readonly definition: string;
}

export interface AttributePaths {
  readonly [name: string]: string;
}

export interface VersionRow {
  readonly stateMachine: string;
  readonly number: number;
  readonly revision: number;
  readonly description?: string | undefined;
  readonly createdAt: number;
}

export interface AliasRow {
  readonly stateMachine: string;
  readonly alias: string;
  readonly description?: string | undefined;
  readonly routing: readonly Route[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ActivityRow {
  readonly name: string;
  readonly createdAt: number;
  readonly encryptionConfiguration?: Json | undefined;
  readonly tags: readonly Tag[];
}

/** Of a semantic lock: one attempt that holds it, or waits for it. */
export interface LockRequestRow {
  readonly key: string;
  readonly taskToken: string;
  /** The execution. Not called so: the row is the lock's, and stays whatever becomes of executions here. */
  readonly requester: string;
  readonly held: boolean;
  /** Since when it holds it, or waits. */
  readonly since: number;
  /** Of two that came at the same time the first one. */
  readonly logOffset: number;
}

export type Table = keyof Rows;

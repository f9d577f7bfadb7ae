import type { Current, Decision } from '#contracts';
import type { Activity, OpenTask } from './model/activity.js';
import type { ExecutionCounts, ExecutionDetails, ExecutionQuery, ExecutionSummary } from './model/execution.js';
import type { EventQuery, HistoryItem, HistoryQuery, LoggedEvent } from './model/history.js';
import type { Lock, LockCounts } from './model/lock.js';
import type { MapRun, MapRunQuery } from './model/map-run.js';
import type { Page, PageQuery } from './model/page.js';
import type {
  Alias,
  AliasQuery,
  Revision,
  StateMachineDetails,
  StateMachineSummary,
  Version,
  VersionQuery,
} from './model/state-machine.js';

/**
 * What is known of the log's entities, for reading: a fold of the log that can be thrown away and made again. Its
 * promises are in `testing/contract/`.
 */
export interface Views extends Projection, Reading {
  /**
   * Connects, and brings the tables up to date.
   * @throws ViewsAway with advice, or ViewsTooNew if a later version of this program wrote them.
   */
  open(): Promise<void>;
  /** Whether the error says that the database is away or overloaded, so that it is worth to try again. */
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}

/** Up to where one partition of the log has been taken in. */
export interface Position {
  readonly partition: number;
  /** Of the next record. */
  readonly offset: number;
  readonly current: Current;
  /** Of the last record: `epoch/owner/seq`. Says whether this is still the same log. */
  readonly last: string;
}

export interface PlacedDecision {
  readonly offset: number;
  readonly decision: Decision;
}

/** Consecutive records of one partition. */
export interface Batch {
  /** The offset of the first record; absent: it is the first of the log, of which nothing has been taken in. */
  readonly from?: number;
  /** Behind the last one. */
  readonly to: Position;
  /** Those of them that count, in their order. */
  readonly decisions: readonly PlacedDecision[];
}

export interface Projection {
  /** Of the partitions of which anything has been taken in. */
  positions(): Promise<readonly Position[]>;
  /**
   * Takes in these batches and their positions, in one transaction. A batch that does not begin where its partition
   * stands changes nothing: somebody else has taken it in, or the views have been emptied.
   * @returns where the partitions of these batches stand now.
   */
  apply(batches: readonly Batch[]): Promise<readonly Position[]>;
  /** Forgets everything, so that it is taken in again from the beginning of the log. */
  clear(): Promise<void>;
  /** Forgets executions that ended before this time (epoch milliseconds), with their histories. @returns how many. */
  prune(before: number): Promise<number>;
}

/** An entity that is not there is undefined. */
export interface Reading {
  executions(query: ExecutionQuery): Promise<Page<ExecutionSummary>>;
  execution(id: string): Promise<ExecutionDetails | undefined>;
  /** Those of these that are there, in no order. */
  executionsById(ids: readonly string[]): Promise<readonly ExecutionSummary[]>;
  counts(stateMachine?: string): Promise<ExecutionCounts>;

  /** As Step Functions tells it; empty for an execution that is not there. */
  history(query: HistoryQuery): Promise<Page<HistoryItem>>;
  events(query: EventQuery): Promise<Page<LoggedEvent>>;

  /** By name. */
  stateMachines(query: PageQuery): Promise<Page<StateMachineSummary>>;
  stateMachine(name: string): Promise<StateMachineDetails | undefined>;
  /** Also of a state machine that was deleted: executions still run it. */
  revision(stateMachine: string, revision: number): Promise<Revision | undefined>;
  /** Newest first. */
  versions(query: VersionQuery): Promise<Page<Version>>;
  version(stateMachine: string, number: number): Promise<Version | undefined>;
  /** By name. */
  aliases(query: AliasQuery): Promise<Page<Alias>>;
  alias(stateMachine: string, alias: string): Promise<Alias | undefined>;

  /** By name. */
  activities(query: PageQuery): Promise<Page<Activity>>;
  activity(name: string): Promise<Activity | undefined>;
  /** Scheduled and not taken, the longest waiting first. */
  openTasks(activity: string, limit?: number): Promise<readonly OpenTask[]>;

  /** Those that are held, by key. */
  locks(query: PageQuery): Promise<Page<Lock>>;
  lockCounts(): Promise<LockCounts>;

  /** Newest first. */
  mapRuns(query: MapRunQuery): Promise<Page<MapRun>>;
  mapRun(run: string): Promise<MapRun | undefined>;
}

/** The database cannot be reached, or not written. */
export class ViewsAway extends Error {
  override readonly name = 'ViewsAway';
}

/** A later version of this program has changed the tables. */
export class ViewsTooNew extends Error {
  override readonly name = 'ViewsTooNew';
}

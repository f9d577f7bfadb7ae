import { DEFAULT_ARN_SCOPE, type ArnScope } from '#contracts';
import type { EventQuery, HistoryQuery } from './model/history.js';
import type { ExecutionQuery } from './model/execution.js';
import type { MapRunQuery } from './model/map-run.js';
import type { PageQuery } from './model/page.js';
import type { AliasQuery, VersionQuery } from './model/state-machine.js';
import { describeActivity, listActivities, listOpenTasks } from './queries/activities.js';
import { eventPage } from './queries/events.js';
import { countExecutions, describeExecution, executionsById, listExecutions } from './queries/executions.js';
import { historyPage } from './queries/history.js';
import { countLocks, listLocks } from './queries/locks.js';
import { describeMapRun, listMapRuns } from './queries/map-runs.js';
import * as stateMachines from './queries/state-machines.js';
import { applyBatches, readPositions, type OnProblem } from './store/apply.js';
import type { Database } from './store/database.js';
import { pruneSome } from './store/forget-executions.js';
import { KnownPaths } from './store/load.js';
import { migrate } from './store/schema/migrate.js';
import { TABLES } from './store/schema/tables.js';
import type { Batch, Position, Views } from './views.js';

export interface ViewsOptions {
  /** Of the ARNs in histories. */
  readonly arns?: ArnScope;
  readonly onProblem?: OnProblem;
}

const OTHER_TABLES = ['backstep_history_marks', 'backstep_positions'];

/** The views in tables of a database; what is SQLite's or PostgreSQL's own is behind `Database`. */
export class SqlViews implements Views {
  readonly #database: Database;
  readonly #arns: ArnScope;
  readonly #onProblem: OnProblem;
  readonly #paths = new KnownPaths();

  constructor(database: Database, { arns = DEFAULT_ARN_SCOPE, onProblem = () => undefined }: ViewsOptions = {}) {
    this.#database = database;
    this.#arns = arns;
    this.#onProblem = onProblem;
  }

  get #sql() {
    return this.#database.reader;
  }

  async open(): Promise<void> {
    await this.#database.open();
    await this.#database.transaction((sql) => migrate(sql));
  }

  isAway(error: unknown): boolean {
    return this.#database.isAway(error);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  positions(): Promise<readonly Position[]> {
    return readPositions(this.#sql);
  }

  apply(batches: readonly Batch[]): Promise<readonly Position[]> {
    return this.#database.transaction((sql) =>
      applyBatches(sql, batches, { paths: this.#paths, onProblem: this.#onProblem }),
    );
  }

  async clear(): Promise<void> {
    await this.#database.transaction(async (sql) => {
      for (const table of [...Object.values(TABLES).map(({ name }) => name), ...OTHER_TABLES])
        await sql.run(`DELETE FROM ${table}`);
    });
    this.#paths.clear();
  }

  async prune(before: number): Promise<number> {
    for (let pruned = 0; ;) {
      const some = await this.#database.transaction((sql) => pruneSome(sql, before));
      if (some === 0) return pruned;
      pruned += some;
    }
  }

  executions(query: ExecutionQuery) {
    return listExecutions(this.#sql, query);
  }
  execution(id: string) {
    return describeExecution(this.#sql, id);
  }
  executionsById(ids: readonly string[]) {
    return executionsById(this.#sql, ids);
  }
  counts(stateMachine?: string) {
    return countExecutions(this.#sql, stateMachine);
  }

  history(query: HistoryQuery) {
    return historyPage(this.#sql, this.#arns, query);
  }
  events(query: EventQuery) {
    return eventPage(this.#sql, query);
  }

  stateMachines(query: PageQuery) {
    return stateMachines.listStateMachines(this.#sql, query);
  }
  stateMachine(name: string) {
    return stateMachines.describeStateMachine(this.#sql, name);
  }
  revision(stateMachine: string, revision: number) {
    return stateMachines.describeRevision(this.#sql, stateMachine, revision);
  }
  versions(query: VersionQuery) {
    return stateMachines.listVersions(this.#sql, query);
  }
  version(stateMachine: string, number: number) {
    return stateMachines.describeVersion(this.#sql, stateMachine, number);
  }
  aliases(query: AliasQuery) {
    return stateMachines.listAliases(this.#sql, query);
  }
  alias(stateMachine: string, alias: string) {
    return stateMachines.describeAlias(this.#sql, stateMachine, alias);
  }

  activities(query: PageQuery) {
    return listActivities(this.#sql, query);
  }
  activity(name: string) {
    return describeActivity(this.#sql, name);
  }
  openTasks(activity: string, limit = 1) {
    return listOpenTasks(this.#sql, activity, limit);
  }

  locks(query: PageQuery) {
    return listLocks(this.#sql, query);
  }
  lockCounts() {
    return countLocks(this.#sql);
  }

  mapRuns(query: MapRunQuery) {
    return listMapRuns(this.#sql, query);
  }
  mapRun(run: string) {
    return describeMapRun(this.#sql, run);
  }
}

import type { IterationCounts, MapRun, MapRunQuery } from '../model/map-run.js';
import type { Page } from '../model/page.js';
import type { MapRunRow } from '../projection/rows.js';
import type { Sql, SqlRow } from '../store/database.js';
import { rowOf, TABLES } from '../store/schema/tables.js';
import { is, listPage } from './list-page.js';

export const listMapRuns = (sql: Sql, query: MapRunQuery): Promise<Page<MapRun>> =>
  listPage(
    sql,
    {
      select: `SELECT * FROM ${TABLES.mapRuns.name}`,
      where: [is('execution = ?', query.execution), is('run IS NOT NULL')],
      order: ['started_at', 'run'],
      direction: 'DESC',
      about: { list: 'mapRuns', execution: query.execution },
      keyOf: (row) => [row['started_at'] as number, row['run'] as string],
    },
    query,
    mapRunIn,
  );

export async function describeMapRun(sql: Sql, run: string): Promise<MapRun | undefined> {
  const [stored] = await sql.all(`SELECT * FROM ${TABLES.mapRuns.name} WHERE run = ?`, run);
  return stored && mapRunIn(stored);
}

function mapRunIn(stored: SqlRow): MapRun {
  const row: MapRunRow = rowOf('mapRuns', stored);
  const { run = '', label = '', execution, stateMachine, state, status, startedAt, stoppedAt } = row;
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage, redriveCount, redrivenAt } = row;
  return {
    run,
    label,
    execution,
    stateMachine,
    state,
    status,
    startedAt,
    ...(stoppedAt !== undefined && { stoppedAt }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
    redriveCount,
    ...(redrivenAt !== undefined && { redrivenAt }),
    items: countsOf(row, row.total - row.begun, row.written),
    executions: countsOf(
      {
        begun: row.executionsBegun,
        succeeded: row.executionsSucceeded,
        failed: row.executionsFailed,
        aborted: row.executionsAborted,
        pendingRedrive: row.executionsPendingRedrive,
        notRedrivable: row.executionsNotRedrivable,
      },
      Math.ceil((row.total - row.begun) / (row.mostItems ?? 1)),
      row.written,
    ),
  };
}

type Counted = Pick<MapRunRow, 'begun' | 'succeeded' | 'failed' | 'aborted' | 'pendingRedrive' | 'notRedrivable'>;

function countsOf(
  { begun, succeeded, failed, aborted, pendingRedrive, notRedrivable }: Counted,
  pending: number,
  written: number,
): IterationCounts {
  const ended = succeeded + failed + aborted;
  return {
    total: pending + begun,
    pending,
    running: begun - ended,
    succeeded,
    failed,
    aborted,
    written: written ? ended : 0,
    pendingRedrive,
    notRedrivable,
  };
}

import type { Json } from '#contracts';
import { project } from '../projection/project.js';
import type { Remove } from '../projection/change.js';
import type { AttributePaths, ExecutionRow, RevisionRow, Rows, Table } from '../projection/rows.js';
import { attributeRows, attributesOf } from '../projection/search-attributes.js';
import { Workspace } from '../projection/workspace.js';
import type { Batch, Position } from '../views.js';
import type { Sql, SqlWriter } from './database.js';
import { forgetExecutions } from './forget-executions.js';
import { markHistories } from './history-marks.js';
import { load, type KnownPaths } from './load.js';
import { changing, columnOf, rowOf, TABLES, valuesOf } from './schema/tables.js';

/** A decision that could not be projected, which is a bug: its rows stay as they were, and the views go on. */
export type OnProblem = (problem: {
  readonly entity: string;
  readonly offset: number;
  readonly error: unknown;
}) => void;

export interface Applying {
  readonly paths: KnownPaths;
  readonly onProblem: OnProblem;
}

/** Within one transaction, which nobody else's runs beside. */
export async function applyBatches(
  sql: SqlWriter,
  batches: readonly Batch[],
  { paths, onProblem }: Applying,
): Promise<readonly Position[]> {
  const stored = new Map((await readPositions(sql)).map((position) => [position.partition, position]));
  const due = batches.filter(({ from, to }) => stored.get(to.partition)?.offset === from);
  const decisions = due.flatMap((batch) => batch.decisions.map(({ decision }) => decision));
  const known = await load(sql, decisions, paths);
  const workspace = new Workspace(known);
  for (const { to, decisions: placed } of due) {
    for (const one of placed) {
      try {
        workspace.take(project(workspace, to.partition, one));
      } catch (error) {
        onProblem({ entity: one.decision.entity, offset: one.offset, error });
      }
    }
    stored.set(to.partition, to);
  }
  await write(sql, workspace);
  for (const { to } of due) await writePosition(sql, to);
  return batches.flatMap(({ to }) => stored.get(to.partition) ?? []);
}

async function write(sql: SqlWriter, workspace: Workspace): Promise<void> {
  await forgetExecutions(sql, workspace.forgotten);
  for (const change of workspace.removed) await removeRows(sql, change);
  const executions = workspace.put('executions');
  const there = executions.filter(({ id }) => workspace.isThere(id));
  const fresh = executions.filter(({ id }) => !workspace.isThere(id));
  await putRows(sql, 'executions', fresh);
  await updateExecutions(sql, there);
  for (const table of Object.keys(TABLES) as Table[])
    if (table !== 'executions') await putRows(sql, table, workspace.put(table));
  await markHistories(sql, executions);
  for (const revision of workspace.put('revisions')) await searchEarly(sql, revision);
}

async function putRows<T extends Table>(sql: SqlWriter, table: T, rows: readonly Rows[T][]): Promise<void> {
  if (rows.length === 0) return;
  await sql.put(
    TABLES[table],
    rows.map((row) => valuesOf(table, row)),
  );
}

async function updateExecutions(sql: SqlWriter, rows: readonly ExecutionRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = changing(TABLES.executions);
  await sql.update(
    TABLES.executions,
    rows.map((row) => [...valuesOf('executions', row, columns), row.id]),
  );
}

async function removeRows(sql: SqlWriter, { remove, where }: Remove): Promise<void> {
  const fields = Object.entries(where) as [string, string | number][];
  const conditions = fields.map(([field]) => `${columnOf(field)} = ?`).join(' AND ');
  await sql.run(`DELETE FROM ${TABLES[remove].name} WHERE ${conditions}`, ...fields.map(([, value]) => value));
}

/** Executions are in other partitions than their state machine: some have come before the revision that they run. */
async function searchEarly(sql: SqlWriter, { stateMachine, revision, attributePaths }: RevisionRow): Promise<void> {
  const rows = await sql.all(
    `SELECT id, started_at, input FROM backstep_executions
      WHERE attributes IS NULL AND state_machine = ? AND revision = ?`,
    stateMachine,
    revision,
  );
  for (const row of rows) await searchable(sql, rowOf('executions', row), attributePaths);
}

async function searchable(sql: SqlWriter, row: ExecutionRow, paths: AttributePaths): Promise<void> {
  const attributes = attributesOf(paths, JSON.parse(row.input!) as Json);
  await sql.run('UPDATE backstep_executions SET attributes = ? WHERE id = ?', JSON.stringify(attributes), row.id);
  const found = attributeRows({ ...row, attributes }).flatMap((change) =>
    'put' in change && change.put === 'searchAttributes' ? [change.row] : [],
  );
  await putRows(sql, 'searchAttributes', found);
}

export async function readPositions(sql: Sql): Promise<readonly Position[]> {
  const rows = await sql.all('SELECT * FROM backstep_positions ORDER BY partition');
  return rows.map((row) => ({
    partition: row['partition'] as number,
    offset: row['log_offset'] as number,
    current: { epoch: row['epoch'] as number, owner: row['owner'] as string, seq: row['seq'] as number },
    last: row['last_record'] as string,
  }));
}

async function writePosition(sql: SqlWriter, { partition, offset, current, last }: Position): Promise<void> {
  await sql.run(
    `INSERT INTO backstep_positions (partition, log_offset, epoch, owner, seq, last_record) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (partition) DO UPDATE SET log_offset = excluded.log_offset, epoch = excluded.epoch,
        owner = excluded.owner, seq = excluded.seq, last_record = excluded.last_record`,
    partition,
    offset,
    current.epoch,
    current.owner,
    current.seq,
    last,
  );
}

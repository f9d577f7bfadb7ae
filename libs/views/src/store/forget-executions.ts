import { among, textsOf, type SqlWriter } from './database.js';

const TABLES_OF_EXECUTIONS = [
  'backstep_decisions',
  'backstep_history_marks',
  'backstep_search_attributes',
  'backstep_map_runs',
  'backstep_activity_tasks',
];

/** These, with their iterations of Distributed Maps, and all that is known of them. */
export async function forgetExecutions(sql: SqlWriter, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const iterations = await sql.all(
    `SELECT id FROM backstep_executions WHERE map_run IS NOT NULL AND entity IN ${among(sql)}`,
    textsOf(ids),
  );
  const all = textsOf([...ids, ...iterations.map(({ id }) => id as string)]);
  for (const table of TABLES_OF_EXECUTIONS) await sql.run(`DELETE FROM ${table} WHERE execution IN ${among(sql)}`, all);
  await sql.run(`DELETE FROM backstep_executions WHERE id IN ${among(sql)}`, all);
}

const AT_ONCE = 500;

/** Some of those that ended before this time. @returns how many; none: that were all. */
export async function pruneSome(sql: SqlWriter, before: number): Promise<number> {
  const rows = await sql.all(
    `SELECT id FROM backstep_executions WHERE started_at < ? AND stopped_at < ? AND map_run IS NULL
      ORDER BY started_at, id LIMIT ${AT_ONCE}`,
    before,
    before,
  );
  await forgetExecutions(
    sql,
    rows.map(({ id }) => id as string),
  );
  return rows.length;
}

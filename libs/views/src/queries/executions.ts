import type { ExecutionStatus } from '#contracts';
import type { ExecutionCounts, ExecutionDetails, ExecutionQuery, ExecutionSummary } from '../model/execution.js';
import type { Page } from '../model/page.js';
import type { ExecutionRow } from '../projection/rows.js';
import { among, textsOf, type Sql, type SqlRow } from '../store/database.js';
import { rowOf, TABLES } from '../store/schema/tables.js';
import { is, listPage, type Condition } from './list-page.js';

const EXECUTIONS = TABLES.executions.name;

/** Lists show no payloads, which may be large. */
const NOT_IN_LISTS: ReadonlySet<string> = new Set(['input', 'output', 'error', 'cause', 'nonce', 'undo', 'child']);
const SUMMARY = TABLES.executions.columns
  .filter(({ field }) => !NOT_IN_LISTS.has(field))
  .map(({ name }) => `e.${name}`)
  .join(', ');

export async function listExecutions(sql: Sql, query: ExecutionQuery): Promise<Page<ExecutionSummary>> {
  const { limit: _, token: __, attributes = {}, ...narrowed } = query;
  const wanted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const [first, ...others] = wanted;
  const list = {
    where: [...conditionsOf(query), ...others.map(([name, value]) => hasAttribute(name, value))],
    direction: 'DESC' as const,
    about: { list: 'executions', ...narrowed, attributes: wanted },
    keyOf: (row: SqlRow) => [row['started_at'] as number, row['id'] as string],
  };
  if (!first) {
    const select = `SELECT ${SUMMARY} FROM ${EXECUTIONS} e`;
    return listPage(sql, { ...list, select, order: ['e.started_at', 'e.id'] }, query, summaryIn);
  }
  // The first attribute's rows are in the list's order, so the rest is looked up as far as the page goes.
  const [name, value] = first;
  const select = `SELECT ${SUMMARY} FROM ${TABLES.searchAttributes.name} a JOIN ${EXECUTIONS} e ON e.id = a.execution`;
  const where = [is('a.name = ?', name), is('a.value = ?', JSON.stringify(value)), ...list.where];
  return listPage(sql, { ...list, select, where, order: ['a.started_at', 'a.execution'] }, query, summaryIn);
}

function conditionsOf(query: ExecutionQuery): Condition[] {
  const conditions = [query.mapRun === undefined ? is('e.map_run IS NULL') : is('e.map_run = ?', query.mapRun)];
  const equal = (column: string, value: string | number | undefined) =>
    value !== undefined && conditions.push(is(`e.${column} = ?`, value));
  equal('state_machine', query.stateMachine);
  equal('status', query.status);
  equal('revision', query.revision);
  equal('version_number', query.versionNumber);
  equal('alias', query.alias);
  const { compensationStatus, redriven, needsAttention, namePrefix, startedFrom, startedBefore } = query;
  equal('compensation_status', compensationStatus);
  // Said again, so that the index of those that undo something is used.
  if (compensationStatus !== undefined && compensationStatus !== 'NONE')
    conditions.push(is("e.compensation_status <> 'NONE'"));
  if (redriven !== undefined) conditions.push(is(`e.redrive_count ${redriven ? '>' : '='} 0`));
  if (needsAttention !== undefined) conditions.push(is(`e.attention IS ${needsAttention ? 'NOT ' : ''}NULL`));
  if (namePrefix !== undefined && namePrefix !== '') conditions.push(...startsWith('e.name', namePrefix));
  if (startedFrom !== undefined) conditions.push(is('e.started_at >= ?', startedFrom));
  if (startedBefore !== undefined) conditions.push(is('e.started_at < ?', startedBefore));
  return conditions;
}

/** A range, so that an index serves; no text of a name sorts behind U+10FFFF. */
const startsWith = (column: string, prefix: string): Condition[] => [
  is(`${column} >= ?`, prefix),
  is(`${column} < ?`, `${prefix}\u{10ffff}`),
];

const hasAttribute = (name: string, value: unknown): Condition =>
  is(
    `EXISTS (SELECT 1 FROM ${TABLES.searchAttributes.name} o
      WHERE o.name = ? AND o.value = ? AND o.started_at = e.started_at AND o.execution = e.id)`,
    name,
    JSON.stringify(value),
  );

const summaryIn = (stored: SqlRow): ExecutionSummary => summaryOf(rowOf('executions', stored));

function summaryOf(row: ExecutionRow): ExecutionSummary {
  const { id, entity, stateMachine, name, status, startedAt, stoppedAt, revision, versionNumber, alias } = row;
  const { compensationStatus, redriveCount, redrivenAt, mapRun, attention, attributes = {} } = row;
  return {
    id,
    stateMachine,
    name,
    status,
    startedAt,
    ...(stoppedAt !== undefined && { stoppedAt }),
    revision,
    ...(versionNumber !== undefined && { versionNumber }),
    ...(alias !== undefined && { alias }),
    compensationStatus,
    redriveCount,
    ...(redrivenAt !== undefined && { redrivenAt }),
    ...(mapRun !== undefined && { mapRun, parent: entity }),
    ...(attention !== undefined && { attention }),
    attributes,
  };
}

export async function describeExecution(sql: Sql, id: string): Promise<ExecutionDetails | undefined> {
  const [stored] = await sql.all(`SELECT * FROM ${EXECUTIONS} WHERE id = ?`, id);
  if (!stored) return undefined;
  const row = rowOf('executions', stored);
  const {
    input = '{}',
    output,
    error,
    cause,
    traceHeader,
    roleArn,
    express,
    mapRuns,
    nonce,
    partition,
    logOffset,
  } = row;
  return {
    ...summaryOf(row),
    input,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(roleArn !== undefined && { roleArn }),
    ...(express !== undefined && { express }),
    ...(mapRuns > 0 && { mapRuns }),
    nonce,
    partition,
    offset: logOffset,
  };
}

export async function executionsById(sql: Sql, ids: readonly string[]): Promise<readonly ExecutionSummary[]> {
  const rows = await sql.all(`SELECT ${SUMMARY} FROM ${EXECUTIONS} e WHERE e.id IN ${among(sql)}`, textsOf(ids));
  return rows.map(summaryIn);
}

export async function countExecutions(sql: Sql, stateMachine: string | undefined): Promise<ExecutionCounts> {
  // Iterations of Distributed Maps have `machine/label` there.
  const [of, values] =
    stateMachine === undefined ? ["state_machine NOT LIKE '%/%'", []] : ['state_machine = ?', [stateMachine]];
  const byStatus = await sql.all(
    `SELECT state_machine, status, COUNT(*) AS n FROM ${EXECUTIONS} WHERE ${of}
      GROUP BY state_machine, status ORDER BY state_machine, status`,
    ...values,
  );
  const byCompensation = await sql.all(
    `SELECT state_machine, compensation_status, COUNT(*) AS n FROM ${EXECUTIONS}
      WHERE compensation_status <> 'NONE' AND ${of}
      GROUP BY state_machine, compensation_status ORDER BY state_machine, compensation_status`,
    ...values,
  );
  return {
    byStatus: byStatus.map((row) => ({ ...counted(row), status: row['status'] as ExecutionStatus })),
    byCompensation: byCompensation.map((row) => ({
      ...counted(row),
      compensationStatus: row['compensation_status'] as ExecutionRow['compensationStatus'],
    })),
  };
}

const counted = (row: SqlRow) => ({ stateMachine: row['state_machine'] as string, count: row['n'] as number });

import type { Rows, Table } from '../../projection/rows.js';
import { KEYS } from '../../projection/workspace.js';
import type { SqlRow, SqlValue } from '../database.js';

/** `text` and `integer` are columns' types; the others are how a field is kept in one of them. */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'json';

type Columns<T extends Table> = { readonly [F in keyof Rows[T]]-?: ColumnType };

const COLUMNS: { readonly [T in Table]: Columns<T> } = {
  executions: {
    id: 'text',
    entity: 'text',
    stateMachine: 'text',
    name: 'text',
    status: 'text',
    revision: 'integer',
    versionNumber: 'integer',
    alias: 'text',
    startedAt: 'integer',
    stoppedAt: 'integer',
    compensationStatus: 'text',
    redriveCount: 'integer',
    redrivenAt: 'integer',
    attention: 'text',
    mapRun: 'text',
    child: 'json',
    express: 'boolean',
    nonce: 'text',
    roleArn: 'text',
    traceHeader: 'text',
    attributes: 'json',
    undo: 'json',
    openTasks: 'json',
    events: 'integer',
    marked: 'integer',
    mapRuns: 'integer',
    partition: 'integer',
    logOffset: 'integer',
    input: 'text',
    output: 'text',
    error: 'text',
    cause: 'text',
  },
  decisions: {
    execution: 'text',
    logOffset: 'integer',
    entity: 'text',
    at: 'integer',
    seq: 'integer',
    events: 'text',
    places: 'json',
  },
  searchAttributes: { name: 'text', value: 'text', startedAt: 'integer', execution: 'text' },
  mapRuns: {
    execution: 'text',
    state: 'text',
    visit: 'integer',
    attempt: 'integer',
    stateMachine: 'text',
    label: 'text',
    run: 'text',
    status: 'text',
    startedAt: 'integer',
    stoppedAt: 'integer',
    maxConcurrency: 'integer',
    toleratedFailureCount: 'integer',
    toleratedFailurePercentage: 'json',
    total: 'integer',
    begun: 'integer',
    succeeded: 'integer',
    failed: 'integer',
    aborted: 'integer',
    executionsBegun: 'integer',
    executionsSucceeded: 'integer',
    executionsFailed: 'integer',
    executionsAborted: 'integer',
    mostItems: 'integer',
    written: 'integer',
    redriveCount: 'integer',
    redrivenAt: 'integer',
    pendingRedrive: 'integer',
    executionsPendingRedrive: 'integer',
    notRedrivable: 'integer',
    executionsNotRedrivable: 'integer',
  },
  activityTasks: {
    execution: 'text',
    state: 'text',
    visit: 'integer',
    leg: 'text',
    activity: 'text',
    attempt: 'integer',
    nonce: 'text',
    input: 'text',
    scheduledAt: 'integer',
    dueAt: 'integer',
    heartbeatSeconds: 'integer',
  },
  stateMachines: {
    name: 'text',
    revision: 'integer',
    type: 'text',
    createdAt: 'integer',
    updatedAt: 'integer',
    configuration: 'json',
    tags: 'json',
  },
  revisions: {
    stateMachine: 'text',
    revision: 'integer',
    type: 'text',
    createdAt: 'integer',
    configuration: 'json',
    attributePaths: 'json',
    definition: 'text',
  },
  versions: {
    stateMachine: 'text',
    number: 'integer',
    revision: 'integer',
    description: 'text',
    createdAt: 'integer',
  },
  aliases: {
    stateMachine: 'text',
    alias: 'text',
    description: 'text',
    routing: 'json',
    createdAt: 'integer',
    updatedAt: 'integer',
  },
  activities: { name: 'text', createdAt: 'integer', encryptionConfiguration: 'json', tags: 'json' },
  lockRequests: {
    key: 'text',
    taskToken: 'text',
    requester: 'text',
    held: 'boolean',
    since: 'integer',
    logOffset: 'integer',
  },
};

export interface TableSpec {
  readonly table: Table;
  /** As the database calls it. */
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly key: readonly string[];
  /** What a row has for ever: an update leaves it out. The key, where nothing else is said. */
  readonly fixed: readonly string[];
}

export interface ColumnSpec {
  readonly field: string;
  readonly name: string;
  readonly type: ColumnType;
}

const FIXED_OF_EXECUTIONS: readonly (keyof Rows['executions'])[] = [
  'id',
  'entity',
  'stateMachine',
  'name',
  'revision',
  'versionNumber',
  'alias',
  'startedAt',
  'mapRun',
  'child',
  'express',
  'nonce',
  'roleArn',
  'traceHeader',
  'attributes',
  'partition',
  'input',
];

export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

export const TABLES = Object.fromEntries(
  Object.entries(COLUMNS).map(([table, columns]) => [table, specOf(table as Table, columns)]),
) as { readonly [T in Table]: TableSpec };

function specOf(table: Table, columns: { readonly [field: string]: ColumnType }): TableSpec {
  return {
    table,
    name: `backstep_${columnOf(table)}`,
    columns: Object.entries(columns).map(([field, type]) => ({ field, name: columnOf(field), type })),
    key: (KEYS[table] as readonly string[]).map(columnOf),
    fixed: (table === 'executions' ? FIXED_OF_EXECUTIONS : (KEYS[table] as readonly string[])).map(columnOf),
  };
}

/** The columns that an update writes. */
export const changing = ({ columns, fixed }: TableSpec): readonly ColumnSpec[] =>
  columns.filter(({ name }) => !fixed.includes(name));

/** A statement for a table, written once. */
export function onceFor(write: (table: TableSpec) => string): (table: TableSpec) => string {
  const written = new Map<TableSpec, string>();
  return (table) => {
    let statement = written.get(table);
    if (statement === undefined) written.set(table, (statement = write(table)));
    return statement;
  };
}

/** A row's values, in the order of the table's columns. */
export const valuesOf = <T extends Table>(table: T, row: Rows[T], columns = TABLES[table].columns): SqlValue[] =>
  columns.map(({ field, type }) => valueOf((row as unknown as { [field: string]: unknown })[field], type));

function valueOf(value: unknown, type: ColumnType): SqlValue {
  if (value === undefined) return null;
  switch (type) {
    case 'json':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value as SqlValue;
  }
}

/** The row that was stored, without the columns that were not asked for. */
export function rowOf<T extends Table>(table: T, stored: SqlRow): Rows[T] {
  const row: { [field: string]: unknown } = {};
  for (const { field, name, type } of TABLES[table].columns) {
    const value = stored[name];
    if (value === null || value === undefined) continue;
    row[field] = type === 'json' ? JSON.parse(value as string) : type === 'boolean' ? value === 1 : value;
  }
  return row as unknown as Rows[T];
}

import pg, { type CustomTypesConfig, type Pool, type PoolClient, type QueryResult } from 'pg';
import { outliveLosses } from '#runtime';
import { ViewsAway, ViewsTooNew } from '../../views.js';
import {
  original,
  storable,
  type Database,
  type Sql,
  type SqlRow,
  type SqlValue,
  type SqlWriter,
} from '../database.js';
import { changing, onceFor, type ColumnSpec, type TableSpec } from '../schema/tables.js';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
}

type Queryable = Pick<Pool | PoolClient, 'query'>;

interface Prepared {
  readonly name: string;
  readonly text: string;
}

const prepared = new Map<string, Prepared>();
let statements = 0;

/** `?` as PostgreSQL's `$1`, `$2` …, and a name under which each connection keeps the statement prepared. */
function preparedFor(sql: string): Prepared {
  let statement = prepared.get(sql);
  if (statement === undefined) {
    let n = 0;
    statement = { name: `backstep-views-${(statements += 1)}`, text: sql.replace(/\?/g, () => `$${++n}`) };
    if (prepared.size > 500) prepared.clear();
    prepared.set(sql, statement);
  }
  return statement;
}

/** BIGINT comes as text otherwise; offsets and times are far below 2^53. */
const INT8 = 20;
const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

class PostgresSql implements SqlWriter {
  readonly dialect = 'postgres';

  constructor(readonly connection: Queryable) {}

  async all(sql: string, ...values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    const { rows } = await this.#query(sql, values.map(bound));
    for (const row of rows as { [column: string]: SqlValue }[])
      for (const column in row) if (typeof row[column] === 'string') row[column] = original(row[column]);
    return rows as SqlRow[];
  }

  async run(sql: string, ...values: readonly SqlValue[]): Promise<number> {
    return (await this.#query(sql, values.map(bound))).rowCount ?? 0;
  }

  /** One statement for all rows, since each statement is a way to the server and back. */
  async put(table: TableSpec, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.#query(putStatement(table), columnsOf(table.columns.length, rows));
  }

  async update(table: TableSpec, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.#query(updateStatement(table), columnsOf(changing(table).length + table.key.length, rows));
  }

  #query(sql: string, values: readonly unknown[]): Promise<QueryResult> {
    // What has no values is mostly said once, such as the creation of a table.
    return values.length === 0
      ? this.connection.query(sql)
      : this.connection.query({ ...preparedFor(sql), values: [...values] });
  }
}

const bound = (value: SqlValue): SqlValue => (typeof value === 'string' ? storable(value) : value);

const columnsOf = (count: number, rows: readonly (readonly SqlValue[])[]): SqlValue[][] =>
  Array.from({ length: count }, (_, i) => rows.map((row) => bound(row[i]!)));

const arrayOf = ({ type }: ColumnSpec): string =>
  type === 'integer' || type === 'boolean' ? '?::bigint[]' : '?::text[]';

const putStatement = onceFor(({ name, columns, key }) => {
  const names = columns.map((column) => column.name);
  const others = names.filter((column) => !key.includes(column));
  const change = others.map((column) => `${column} = excluded.${column}`).join(', ');
  return `INSERT INTO ${name} (${names.join(', ')}) SELECT * FROM unnest(${columns.map(arrayOf).join(', ')})
    ON CONFLICT (${key.join(', ')}) DO ${change === '' ? 'NOTHING' : `UPDATE SET ${change}`}`;
});

const updateStatement = onceFor((table) => {
  const columns = changing(table);
  const key = table.columns.filter(({ name }) => table.key.includes(name));
  const all = [...columns.map((c) => ({ ...c, as: c.name })), ...key.map((c) => ({ ...c, as: `key_${c.name}` }))];
  return `UPDATE ${table.name} AS t SET ${columns.map(({ name }) => `${name} = n.${name}`).join(', ')}
    FROM unnest(${all.map(arrayOf).join(', ')}) AS n(${all.map(({ as }) => as).join(', ')})
    WHERE ${key.map(({ name }) => `t.${name} = n.key_${name}`).join(' AND ')}`;
});

/** Of the lock that one transaction of the views holds, whichever process it is in. */
const LOCK = 'backstep.views';

/** A process that stopped within a transaction gives the lock back after a while. */
const PATIENCE = '-c idle_in_transaction_session_timeout=30000';

/** Several processes may share it: one of them writes at a time, and a batch counts once, as its position says. */
export class PostgresDatabase implements Database {
  readonly reader: Sql;
  readonly #url: string;
  readonly #pool: Pool;
  readonly #readers: Pool;

  constructor({ url }: PostgresOptions) {
    this.#url = url;
    const common = { connectionString: url, types, connectionTimeoutMillis: 10_000 };
    this.#pool = new pg.Pool({ ...common, max: 2, options: PATIENCE });
    this.#readers = new pg.Pool({ ...common, max: 8, options: '-c default_transaction_read_only=on' });
    for (const pool of [this.#pool, this.#readers]) outliveLosses(pool);
    this.reader = new PostgresSql(this.#readers);
  }

  async open(): Promise<void> {
    try {
      (await this.#pool.connect()).release();
    } catch (error) {
      if (!this.isAway(error)) throw error;
      const { host, pathname } = new URL(this.#url);
      throw new ViewsAway(
        `PostgreSQL at ${host}${pathname} cannot be reached (${(error as Error).message}). Is DATABASE_URL right, and the server up? Without DATABASE_URL the views are in SQLite.`,
        { cause: error },
      );
    }
  }

  async transaction<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const lose = (error: Error) => void (broken = error);
    client.on('error', lose);
    try {
      const sql = new PostgresSql(client);
      await client.query('BEGIN');
      await sql.all('SELECT pg_advisory_xact_lock(hashtext(?))', LOCK);
      const result = await work(sql);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(lose);
      throw error;
    } finally {
      client.off('error', lose);
      client.release(broken);
    }
  }

  isAway(error: unknown): boolean {
    if (error instanceof ViewsAway) return true;
    if (error instanceof ViewsTooNew) return false;
    const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
    if (code === undefined) return /terminated|not queryable|connection|timeout/i.test(message);
    // Connection, resources, operator intervention, system error, bad password. https://www.postgresql.org/docs/current/errcodes-appendix.html
    return /^(08|53|57|58|28|3D)/.test(code) || /^E[A-Z]+$/.test(code);
  }

  async close(): Promise<void> {
    if (this.#pool.ended) return;
    await Promise.all([this.#pool.end(), this.#readers.end()]);
  }
}

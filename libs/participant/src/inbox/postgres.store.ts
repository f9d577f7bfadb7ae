import pg from 'pg';
import { outliveLosses } from '#runtime';
import {
  InboxConflict,
  inboxTable,
  StoreAway,
  type Db,
  type Eventually,
  type ParticipantStore,
  type SqlRow,
  type SqlValue,
  type StoreTransaction,
} from './participant.store.js';
import type { InboxRow } from './verdict.js';

export interface PostgresOptions {
  readonly participant: string;
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
}

type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

interface Prepared {
  readonly name: string;
  readonly text: string;
}

const prepared = new Map<string, Prepared>();
let statements = 0;

/**
 * `?` as PostgreSQL's `$1`, `$2` …, and a name under which each connection keeps the statement prepared. A statement's
 * text is translated once. Quoted question marks are not for here.
 */
function preparedFor(sql: string): Prepared {
  let statement = prepared.get(sql);
  if (statement === undefined) {
    let n = 0;
    statement = { name: `backstep-${(statements += 1)}`, text: sql.replace(/\?/g, () => `$${++n}`) };
    if (prepared.size > 500) prepared.clear();
    prepared.set(sql, statement);
  }
  return statement;
}

class PostgresDb implements Db {
  readonly dialect = 'postgres';

  constructor(readonly connection: Queryable) {}

  async all<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return (await this.#query(sql, values)).rows as Row[];
  }

  async get<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return (await this.#query(sql, values)).rows[0] as Row | undefined;
  }

  async run(sql: string, ...values: SqlValue[]): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  #query(sql: string, values: SqlValue[]): Promise<pg.QueryResult> {
    // What has no values is mostly said once, such as the creation of a table.
    return values.length === 0 ? this.connection.query(sql) : this.connection.query({ ...preparedFor(sql), values });
  }
}

/** Several instances may share it: the version of an inbox row decides which of two that hold one command counts. */
export class PostgresStore implements ParticipantStore {
  readonly dialect = 'postgres';
  readonly reader: Db;
  readonly #options: PostgresOptions;
  readonly #pool: pg.Pool;
  readonly #readers: pg.Pool;

  constructor(options: PostgresOptions) {
    this.#options = options;
    const connectionString = options.url;
    this.#pool = new pg.Pool({ connectionString, max: 8, application_name: `backstep-${options.participant}` });
    this.#readers = new pg.Pool({ connectionString, max: 4, options: '-c default_transaction_read_only=on' });
    for (const pool of [this.#pool, this.#readers]) outliveLosses(pool);
    this.reader = new PostgresDb(this.#readers);
  }

  async open(migrate: (db: Db) => Eventually<void>): Promise<void> {
    const table = inboxTable(this.#options.participant);
    try {
      await this.transaction(async ({ db }) => {
        // Two instances that start together would both create the table, and CREATE IF NOT EXISTS is no protection.
        await db.run('SELECT pg_advisory_xact_lock(hashtext(?))', table);
        await db.run(`CREATE TABLE IF NOT EXISTS ${table} (
          id TEXT PRIMARY KEY, attempt INTEGER NOT NULL, status TEXT NOT NULL, blocked BOOLEAN NOT NULL,
          answer TEXT NOT NULL, version INTEGER NOT NULL)`);
        await migrate(db);
      });
    } catch (error) {
      if (!this.isAway(error)) throw error;
      const at = new URL(this.#options.url);
      throw new StoreAway(
        `PostgreSQL at ${at.host}${at.pathname} cannot be reached (${(error as Error).message}). Is DATABASE_URL right, and the server up? Without DATABASE_URL the participant uses SQLite.`,
        { cause: error },
      );
    }
  }

  async transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(new PostgresTransaction(client, inboxTable(this.#options.participant)));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  isAway(error: unknown): boolean {
    if (error instanceof InboxConflict) return false;
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

class PostgresTransaction implements StoreTransaction {
  readonly db: PostgresDb;

  constructor(
    readonly client: pg.PoolClient,
    readonly table: string,
  ) {
    this.db = new PostgresDb(client);
  }

  async rows(ids: readonly string[]): Promise<Map<string, InboxRow>> {
    const { rows } = await this.client.query<InboxRow>({
      name: 'backstep-inbox-rows',
      text: `SELECT id, attempt, status, blocked, answer, version FROM ${this.table} WHERE id = ANY($1)`,
      values: [ids],
    });
    return new Map(rows.map((row) => [row.id, row]));
  }

  async attempt<T>(work: () => Eventually<T>): Promise<T> {
    await this.client.query('SAVEPOINT command');
    try {
      const result = await work();
      await this.client.query('RELEASE command');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK TO command; RELEASE command');
      throw error;
    }
  }

  async write(rows: readonly InboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    // In one order everywhere, so that two instances with the same commands wait for each other and do not deadlock.
    const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const { rowCount } = await this.client.query({
      name: 'backstep-inbox-write',
      text: `INSERT INTO ${this.table} AS inbox (id, attempt, status, blocked, answer, version)
        SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::text[], $6::int[])
        ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt, status = excluded.status,
          blocked = excluded.blocked, answer = excluded.answer, version = excluded.version
        WHERE inbox.version = excluded.version - 1`,
      values: [
        sorted.map((row) => row.id),
        sorted.map((row) => row.attempt),
        sorted.map((row) => row.status),
        sorted.map((row) => row.blocked),
        sorted.map((row) => row.answer),
        sorted.map((row) => row.version),
      ],
    });
    if (rowCount !== rows.length) throw new InboxConflict('A command was handled by somebody else meanwhile.');
  }
}

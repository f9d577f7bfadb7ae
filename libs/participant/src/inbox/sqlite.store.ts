import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
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
import type { InboxRow, InboxStatus } from './verdict.js';

export interface SqliteOptions {
  readonly participant: string;
  readonly file: string;
  /** `normal` survives a crash of the process, `full` also a power cut. https://sqlite.org/pragma.html#pragma_synchronous */
  readonly synchronous?: 'normal' | 'full';
}

/** Statements by their text: a service has few, and preparing one costs more than running it. */
class SqliteDb implements Db {
  readonly dialect = 'sqlite';
  readonly #statements = new Map<string, StatementSync>();

  constructor(readonly handle: DatabaseSync) {}

  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size > 500) this.#statements.clear();
      this.#statements.set(sql, (statement = this.handle.prepare(sql)));
    }
    return statement;
  }

  all<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Row[] {
    return this.statement(sql).all(...(values as SQLInputValue[])) as Row[];
  }

  get<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.statement(sql).get(...(values as SQLInputValue[])) as Row | undefined;
  }

  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.statement(sql).run(...(values as SQLInputValue[])).changes);
  }
}

/**
 * One process, one file. Two processes on one file would each be right alone, but SQLite lets only one write at a time
 * and makes the other wait: use PostgreSQL for several instances.
 */
export class SqliteStore implements ParticipantStore {
  readonly dialect = 'sqlite';
  readonly #options: SqliteOptions;
  #writer!: SqliteDb;
  #reader!: SqliteDb;
  #transaction!: SqliteTransaction;
  /** The end of the queue: there is one connection that writes, so transactions wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SqliteOptions) {
    this.#options = options;
  }

  get reader(): Db {
    return this.#reader;
  }

  async open(migrate: (db: Db) => Eventually<void>): Promise<void> {
    const { file, participant, synchronous = 'normal' } = this.#options;
    try {
      mkdirSync(dirname(file), { recursive: true });
      this.#writer = new SqliteDb(new DatabaseSync(file));
      this.#writer.handle.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA busy_timeout = 1000;`,
      );
    } catch (error) {
      throw new StoreAway(
        `The database file ${file} cannot be opened (${(error as Error).message}). Is BACKSTEP_DATA_DIR a folder that this user may write?`,
        { cause: error },
      );
    }
    const table = inboxTable(participant);
    this.#writer.handle.exec(`CREATE TABLE IF NOT EXISTS ${table} (
      id TEXT PRIMARY KEY, attempt INTEGER NOT NULL, status TEXT NOT NULL, blocked INTEGER NOT NULL,
      answer TEXT NOT NULL, version INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
    this.#transaction = new SqliteTransaction(this.#writer, table);
    await this.transaction(async ({ db }) => migrate(db));
    this.#reader = new SqliteDb(new DatabaseSync(file, { readOnly: true }));
  }

  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#alone(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #alone<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    this.#writer.run('BEGIN IMMEDIATE');
    try {
      const result = await work(this.#transaction);
      this.#writer.run('COMMIT');
      return result;
    } catch (error) {
      if (this.#writer.handle.isTransaction) this.#writer.run('ROLLBACK');
      throw error;
    }
  }

  isAway(error: unknown): boolean {
    const code = (error as { errcode?: number } | undefined)?.errcode;
    // The low byte is the primary result code. https://sqlite.org/rescode.html
    return code !== undefined && AWAY.has(code & 0xff);
  }

  async close(): Promise<void> {
    await this.#last;
    for (const db of [this.#reader, this.#writer]) if (db?.handle.isOpen) db.handle.close();
  }
}

/** BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB */
const AWAY: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);

interface StoredRow {
  id: string;
  attempt: number;
  status: InboxStatus;
  blocked: number;
  answer: string;
  version: number;
}

class SqliteTransaction implements StoreTransaction {
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;

  constructor(
    readonly db: SqliteDb,
    table: string,
  ) {
    this.#select = db.handle.prepare(`SELECT * FROM ${table} WHERE id = ?`);
    this.#upsert = db.handle.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt, status = excluded.status, blocked = excluded.blocked,
        answer = excluded.answer, version = excluded.version
      WHERE version = excluded.version - 1`);
  }

  rows(ids: readonly string[]): Map<string, InboxRow> {
    const rows = new Map<string, InboxRow>();
    for (const id of ids) {
      const row = this.#select.get(id) as StoredRow | undefined;
      if (row) rows.set(id, { ...row, blocked: row.blocked === 1 });
    }
    return rows;
  }

  async attempt<T>(work: () => Eventually<T>): Promise<T> {
    this.db.run('SAVEPOINT command');
    try {
      const result = await work();
      this.db.run('RELEASE command');
      return result;
    } catch (error) {
      this.db.run('ROLLBACK TO command');
      this.db.run('RELEASE command');
      throw error;
    }
  }

  write(rows: readonly InboxRow[]): void {
    for (const { id, attempt, status, blocked, answer, version } of rows) {
      const { changes } = this.#upsert.run(id, attempt, status, blocked ? 1 : 0, answer, version);
      if (changes !== 1) throw new InboxConflict(`${id} was written by somebody else meanwhile.`);
    }
  }
}

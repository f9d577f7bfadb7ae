import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ViewsAway } from '../../views.js';
import {
  original,
  storable,
  type Database,
  type Sql,
  type SqlRow,
  type SqlValue,
  type SqlWriter,
} from '../database.js';
import { changing, onceFor, type TableSpec } from '../schema/tables.js';

export interface SqliteOptions {
  readonly file: string;
}

/**
 * What a power cut takes is taken in again from the log. Keys of executions are anywhere in their indexes: with 16 MiB of
 * pages in memory (2 are usual), and 16 MiB of them written before they are put in their places (4 are), a page is read
 * and written once for many rows.
 */
const WRITER = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = normal;
  PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4096;`;

/** Statements by their text: there are few, and preparing one costs more than running it. */
class SqliteSql implements SqlWriter {
  readonly dialect = 'sqlite';
  readonly #statements = new Map<string, StatementSync>();

  constructor(readonly handle: DatabaseSync) {}

  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    const rows = this.#statement(sql).all(...values.map(bound)) as { [column: string]: SqlValue }[];
    for (const row of rows)
      for (const column in row) if (typeof row[column] === 'string') row[column] = original(row[column]);
    return rows;
  }

  run(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.#statement(sql).run(...values.map(bound)).changes);
  }

  put(table: TableSpec, rows: readonly (readonly SqlValue[])[]): void {
    this.#each(putStatement(table), rows);
  }

  update(table: TableSpec, rows: readonly (readonly SqlValue[])[]): void {
    this.#each(updateStatement(table), rows);
  }

  #each(sql: string, rows: readonly (readonly SqlValue[])[]): void {
    if (rows.length === 0) return;
    const statement = this.#statement(sql);
    for (const row of rows) statement.run(...row.map(bound));
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size > 500) this.#statements.clear();
      this.#statements.set(sql, (statement = this.handle.prepare(sql)));
    }
    return statement;
  }
}

const bound = (value: SqlValue): SqlValue => (typeof value === 'string' ? storable(value) : value);

/** A whole row is put, so replacing one is the same as changing all of it, and costs a third less than asking first. */
const putStatement = onceFor(({ name, columns }) => {
  const names = columns.map((column) => column.name);
  return `INSERT OR REPLACE INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
});

const updateStatement = onceFor((table) => {
  const change = changing(table).map(({ name }) => `${name} = ?`);
  return `UPDATE ${table.name} SET ${change.join(', ')} WHERE ${table.key.map((name) => `${name} = ?`).join(' AND ')}`;
});

/** One file, of one process that writes; another one that does, such as a command, is waited for. */
export class SqliteDatabase implements Database {
  readonly #file: string;
  #writer!: SqliteSql;
  #reader!: SqliteSql;
  /** The end of the queue: there is one connection that writes, so transactions wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ file }: SqliteOptions) {
    this.#file = file;
  }

  get reader(): Sql {
    return this.#reader;
  }

  async open(): Promise<void> {
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      this.#writer = new SqliteSql(new DatabaseSync(this.#file));
      this.#writer.handle.exec(WRITER);
      this.#reader = new SqliteSql(new DatabaseSync(this.#file, { readOnly: true }));
    } catch (error) {
      throw new ViewsAway(
        `The database file ${this.#file} cannot be opened (${(error as Error).message}). Is BACKSTEP_DATA_DIR a folder that this user may write?`,
        { cause: error },
      );
    }
  }

  transaction<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#alone(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #alone<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T> {
    await this.#begin();
    try {
      const result = await work(this.#writer);
      this.#writer.run('COMMIT');
      return result;
    } catch (error) {
      if (this.#writer.handle.isTransaction) this.#writer.run('ROLLBACK');
      throw error;
    }
  }

  /** SQLite's own waiting would stop this whole process, which may be the one that is waited for. */
  async #begin(): Promise<void> {
    for (const end = Date.now() + LOCKED_MS; ;) {
      try {
        this.#writer.run('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (codeOf(error) !== BUSY || Date.now() > end) throw error;
      }
      await pause(2);
    }
  }

  isAway(error: unknown): boolean {
    if (error instanceof ViewsAway) return true;
    const code = codeOf(error);
    return code !== undefined && AWAY.has(code);
  }

  async close(): Promise<void> {
    await this.#last;
    for (const sql of [this.#reader, this.#writer]) if (sql?.handle.isOpen) sql.handle.close();
  }
}

/** How long another process may write before we say that the database is locked. */
const LOCKED_MS = 10_000;
const BUSY = 5;

/** The low byte is the primary result code. https://sqlite.org/rescode.html */
function codeOf(error: unknown): number | undefined {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  return code === undefined ? undefined : code & 0xff;
}

/** BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB */
const AWAY: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);

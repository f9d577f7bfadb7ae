import type { InboxRow } from './verdict.js';

/** What SQLite and PostgreSQL both take and give. */
export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Record<string, unknown>;

/** SQLite answers at once, PostgreSQL later; `await` does for both. */
export type Eventually<T> = T | Promise<T>;

/** SQL with `?` for its values, in either dialect. */
export interface Db {
  readonly dialect: 'sqlite' | 'postgres';
  all<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Eventually<Row[]>;
  get<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Eventually<Row | undefined>;
  /** @returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): Eventually<number>;
}

/**
 * A participant's database: its own tables and, in the same transactions, the inbox table. Its promises are in
 * `testing/participant-store-contract.ts`.
 */
export interface ParticipantStore {
  readonly dialect: Db['dialect'];
  /** For reading outside of any transaction; it cannot write. */
  readonly reader: Db;
  /**
   * Connects, creates the inbox table, and lets the participant create its own tables, in one transaction.
   * @throws StoreAway with advice.
   */
  open(migrate: (db: Db) => Eventually<void>): Promise<void>;
  /** One transaction: all of `work`, or nothing of it if it throws. */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  /** Whether the error says that the database is away or overloaded, and nothing about the statement. */
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}

export interface StoreTransaction {
  readonly db: Db;
  /** The rows of these that are there. */
  rows(ids: readonly string[]): Eventually<Map<string, InboxRow>>;
  /** What `work` wrote is undone if it throws; the transaction goes on. */
  attempt<T>(work: () => Eventually<T>): Promise<T>;
  /** @throws InboxConflict if the stored version of one of them is not the one before. */
  write(rows: readonly InboxRow[]): Eventually<void>;
}

/** Another process handled one of these commands meanwhile. The transaction is to be rolled back and begun again. */
export class InboxConflict extends Error {
  override readonly name = 'InboxConflict';
}

/** The database cannot be reached, or not written. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
}

/** The inbox table of one participant, so that several may share a database. */
export const inboxTable = (participant: string): string => `backstep_inbox_${participant.replaceAll('-', '_')}`;

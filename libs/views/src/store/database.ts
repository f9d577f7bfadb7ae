import type { TableSpec } from './schema/tables.js';

/** What SQLite and PostgreSQL both take and give. */
export type SqlValue = string | number | null;
export type SqlRow = { readonly [column: string]: SqlValue };

/** SQLite answers at once, PostgreSQL later; `await` does for both. */
export type Eventually<T> = T | Promise<T>;

export type Dialect = 'sqlite' | 'postgres';

/** SQL with `?` for its values, in either dialect. */
export interface Sql {
  readonly dialect: Dialect;
  all(sql: string, ...values: readonly SqlValue[]): Eventually<readonly SqlRow[]>;
  /** @returns how many rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): Eventually<number>;
}

export interface SqlWriter extends Sql {
  /** Writes rows with these columns, in their order, over those with the same key. */
  put(table: TableSpec, rows: readonly (readonly SqlValue[])[]): Eventually<void>;
  /** Changes rows that are there: values of the columns that change, then those of the key. */
  update(table: TableSpec, rows: readonly (readonly SqlValue[])[]): Eventually<void>;
}

/** What the two stores do not have in common. */
export interface Database {
  /** For reading outside of any transaction; it cannot write. */
  readonly reader: Sql;
  /** @throws ViewsAway with advice. */
  open(): Promise<void>;
  /** One transaction at a time, whoever begins it: all of `work`, or nothing of it if it throws. */
  transaction<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T>;
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}

/** `column IN …` for texts that are given as one value: `among(sql)`, then `textsOf(texts)`. */
export const among = ({ dialect }: Sql): string =>
  dialect === 'sqlite' ? '(SELECT value FROM json_each(?))' : '(SELECT json_array_elements_text(?::json))';

export const textsOf = (texts: readonly string[]): string => JSON.stringify(texts.map(storable));

// eslint-disable-next-line no-control-regex
const ESCAPED = /[\u0000\u0001]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** PostgreSQL takes no NUL, and UTF-8 has no lone surrogates: a text of the log may have both. */
export const storable = (text: string): string =>
  text.isWellFormed() && !text.includes('\u0000') && !text.includes('\u0001')
    ? text
    : text.replace(ESCAPED, (c) => `\u0001${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

// eslint-disable-next-line no-control-regex
const ESCAPE = /\u0001([0-9a-f]{4})/g;

export const original = (text: string): string =>
  text.includes('\u0001') ? text.replace(ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : text;

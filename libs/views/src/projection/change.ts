import type { Rows, Table } from './rows.js';

/** What a decision changes: a whole row is put, rows with these values are removed, or all of an execution is. */
export type Change = { [T in Table]: Put<T> | Remove<T> }[Table] | Forget;

export interface Put<T extends Table = Table> {
  readonly put: T;
  readonly row: Rows[T];
}

export interface Remove<T extends Table = Table> {
  readonly remove: T;
  readonly where: Partial<Rows[T]>;
}

export interface Forget {
  /** Its iterations of Distributed Maps too. */
  readonly forget: string;
}

export const put = <T extends Table>(table: T, row: Rows[T]): Change => ({ put: table, row }) as Change;
export const remove = <T extends Table>(table: T, where: Partial<Rows[T]>): Change => ({ remove: table, where });

import { MOST_ITEMS, type Page, type PageQuery } from '../model/page.js';
import type { Sql, SqlRow, SqlValue } from '../store/database.js';
import { readToken, writeToken, type About, type Key } from './page-token.js';

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export const is = (sql: string, ...values: readonly SqlValue[]): Condition => ({ sql, values });

/** A list in a fixed order, which a unique key ends. */
export interface List {
  /** `SELECT … FROM …` */
  readonly select: string;
  readonly where: readonly Condition[];
  readonly order: readonly string[];
  readonly direction: 'ASC' | 'DESC';
  /** What its tokens are bound to. */
  readonly about: About;
  /** The values of `order`, of a row. */
  readonly keyOf: (row: SqlRow) => Key;
}

export const invalidToken = {
  ok: false,
  error: 'InvalidToken',
  cause: 'The token does not belong to this list.',
} as const;

export const limitOf = ({ limit = MOST_ITEMS }: PageQuery): number => Math.min(Math.max(1, limit), MOST_ITEMS);

/** One page; it begins behind the row that the page before ended with, wherever that stands now. */
export async function listPage<T>(
  sql: Sql,
  list: List,
  query: PageQuery,
  itemOf: (row: SqlRow) => T,
): Promise<Page<T>> {
  const { token } = query;
  const limit = limitOf(query);
  const behind = token === undefined ? undefined : readToken(list.about, token);
  if (token !== undefined && behind?.length !== list.order.length) return invalidToken;
  const order = list.order.join(', ');
  const conditions = [...list.where];
  if (behind) {
    const places = behind.map(() => '?').join(', ');
    conditions.push(is(`(${order}) ${list.direction === 'ASC' ? '>' : '<'} (${places})`, ...behind));
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.map((one) => one.sql).join(' AND ')}` : '';
  const rows = await sql.all(
    `${list.select} ${where} ORDER BY ${list.order.map((one) => `${one} ${list.direction}`).join(', ')} LIMIT ?`,
    ...conditions.flatMap(({ values }) => values),
    limit + 1,
  );
  const items = rows.slice(0, limit);
  const next = rows.length > limit ? writeToken(list.about, list.keyOf(items.at(-1)!)) : undefined;
  return { ok: true, items: items.map(itemOf), ...(next !== undefined && { next }) };
}

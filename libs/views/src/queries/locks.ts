import { MOST_WAITING, type Lock, type LockCounts, type WaitingForLock } from '../model/lock.js';
import type { Page, PageQuery } from '../model/page.js';
import type { Sql } from '../store/database.js';
import { TABLES } from '../store/schema/tables.js';
import { listPage } from './list-page.js';

const { name: REQUESTS } = TABLES.lockRequests;

/** By key. Who holds it by several requests holds it since the first of them. */
export async function listLocks(sql: Sql, query: PageQuery): Promise<Page<Lock>> {
  const page = await listPage(
    sql,
    {
      select: `SELECT key, holder, since, waiting_count FROM (
        SELECT key, MIN(requester) AS holder, MIN(since) AS since,
          (SELECT COUNT(*) FROM ${REQUESTS} AS others WHERE others.key = requests.key AND others.held = 0) AS waiting_count
        FROM ${REQUESTS} AS requests WHERE held = 1 GROUP BY key) AS locks`,
      where: [],
      order: ['key'],
      direction: 'ASC',
      about: { list: 'locks' },
      keyOf: ({ key }) => [key as string],
    },
    query,
    (row) => ({
      key: row['key'] as string,
      holder: row['holder'] as string,
      since: Number(row['since']),
      waitingCount: Number(row['waiting_count']),
    }),
  );
  if (!page.ok) return page;
  const items: Lock[] = [];
  for (const lock of page.items)
    items.push({ ...lock, waiting: lock.waitingCount === 0 ? [] : await waitingFor(sql, lock.key) });
  return { ...page, items };
}

async function waitingFor(sql: Sql, key: string): Promise<readonly WaitingForLock[]> {
  const rows = await sql.all(
    `SELECT requester, since FROM ${REQUESTS} WHERE key = ? AND held = 0 ORDER BY since, log_offset LIMIT ?`,
    key,
    MOST_WAITING,
  );
  return rows.map(({ requester, since }) => ({ execution: requester as string, since: Number(since) }));
}

export async function countLocks(sql: Sql): Promise<LockCounts> {
  const [row] = await sql.all(
    `SELECT COUNT(DISTINCT CASE WHEN held = 1 THEN key END) AS held,
       COUNT(CASE WHEN held = 0 THEN 1 END) AS waiting FROM ${REQUESTS}`,
  );
  return { held: Number(row?.['held']), waiting: Number(row?.['waiting']) };
}

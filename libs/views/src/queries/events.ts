import type { ExecutionEvent } from '#contracts';
import type { EventQuery, LoggedEvent } from '../model/history.js';
import type { Page } from '../model/page.js';
import type { Sql, SqlRow } from '../store/database.js';
import { invalidToken, limitOf } from './list-page.js';
import { readToken, writeToken } from './page-token.js';

const DECISIONS_AT_ONCE = 64;

/** Of those that are in the list, whose decisions these are. */
const OWN = 'execution = ?';
const WITH_ITERATIONS = '(execution = ? OR (entity = ? AND execution <> entity))';

/** One page of an execution's events as the log has them. */
export async function eventPage(sql: Sql, query: EventQuery): Promise<Page<LoggedEvent>> {
  const { execution, reverse = false, after = -1, withIterations = false, token } = query;
  const about = { list: 'events', execution, reverse, after, withIterations };
  const limit = limitOf(query);
  const key = token === undefined ? undefined : readToken(about, token);
  const [offset, index] = key ?? [];
  if (token !== undefined && (typeof offset !== 'number' || typeof index !== 'number')) return invalidToken;
  const last = key && { offset: offset as number, index: index as number };
  const items: LoggedEvent[] = [];
  for (let from = last && { offset: last.offset + (reverse ? 1 : -1), index: 0 }; ;) {
    const window = await windowOf(sql, { execution, reverse, after, withIterations }, from?.offset);
    for (const event of window.events) {
      if (last && !isBehind(event, last, reverse)) continue;
      const end = items.at(-1);
      if (items.length === limit) return { ok: true, items, next: writeToken(about, [end!.offset, end!.index]) };
      items.push(event);
    }
    if (window.end === undefined) return { ok: true, items };
    from = { offset: window.end, index: 0 };
  }
}

const isBehind = (event: LoggedEvent, last: { offset: number; index: number }, reverse: boolean): boolean => {
  const distance = event.offset - last.offset || event.index - last.index;
  return reverse ? distance < 0 : distance > 0;
};

interface Window {
  readonly events: readonly LoggedEvent[];
  /** The last offset in it, if there may be more. */
  readonly end: number | undefined;
}

/** All events of the next decisions behind an offset, in order. */
async function windowOf(
  sql: Sql,
  {
    execution,
    reverse,
    after,
    withIterations,
  }: Required<Pick<EventQuery, 'execution' | 'reverse' | 'after' | 'withIterations'>>,
  from: number | undefined,
): Promise<Window> {
  const [low, high] = reverse ? [after, from ?? Number.MAX_SAFE_INTEGER] : [Math.max(after, from ?? -1), undefined];
  const between = `log_offset > ? AND log_offset < ?`;
  const range = [low, high ?? Number.MAX_SAFE_INTEGER];
  const iterations = withIterations
    ? `UNION SELECT log_offset FROM backstep_decisions WHERE entity = ? AND execution <> entity AND ${between}`
    : '';
  const offsets = await sql.all(
    `SELECT log_offset FROM backstep_decisions WHERE execution = ? AND ${between} ${iterations}
      ORDER BY log_offset ${reverse ? 'DESC' : 'ASC'} LIMIT ${DECISIONS_AT_ONCE}`,
    execution,
    ...range,
    ...(withIterations ? [execution, ...range] : []),
  );
  if (offsets.length === 0) return { events: [], end: undefined };
  const found = offsets.map((row) => row['log_offset'] as number);
  const rows = await sql.all(
    `SELECT log_offset, at, events, places FROM backstep_decisions WHERE ${withIterations ? WITH_ITERATIONS : OWN}
      AND log_offset >= ? AND log_offset <= ?`,
    ...(withIterations ? [execution, execution] : [execution]),
    Math.min(...found),
    Math.max(...found),
  );
  const end = offsets.length < DECISIONS_AT_ONCE ? undefined : found.at(-1);
  return { events: inOrder(rows, reverse), end };
}

/** The undo of an iteration is in two histories: its events come once. */
function inOrder(rows: readonly SqlRow[], reverse: boolean): LoggedEvent[] {
  const events = new Map<string, LoggedEvent>();
  for (const row of rows) for (const event of eventsIn(row)) events.set(`${event.offset}/${event.index}`, event);
  const sign = reverse ? -1 : 1;
  return [...events.values()].sort((a, b) => sign * (a.offset - b.offset || a.index - b.index));
}

function eventsIn(row: SqlRow): LoggedEvent[] {
  const places = row['places'] === null ? undefined : (JSON.parse(row['places'] as string) as readonly number[]);
  const events = JSON.parse(row['events'] as string) as readonly ExecutionEvent[];
  const offset = row['log_offset'] as number;
  const at = row['at'] as number;
  return events.map((event, i) => ({ offset, index: places?.[i] ?? i, at, event }));
}

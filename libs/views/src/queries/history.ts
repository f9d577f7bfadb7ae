import { historyAfter, type ArnScope } from '#contracts';
import type { HistoryItem, HistoryQuery } from '../model/history.js';
import type { Page } from '../model/page.js';
import { rowOf } from '../store/schema/tables.js';
import type { Sql } from '../store/database.js';
import { decisionsFrom, markBefore } from '../store/history-marks.js';
import type { ExecutionRow } from '../projection/rows.js';
import { invalidToken, limitOf } from './list-page.js';
import { readToken, writeToken, type About } from './page-token.js';

/** A place between two items of a history: how many of those that this decision tells are before it. */
interface Place {
  readonly offset: number;
  readonly index: number;
}

interface Placed extends Place {
  readonly item: HistoryItem;
}

/** Payloads are in histories: a page with large ones ends sooner. */
const MOST_CHARACTERS = 8_000_000;

/** One page of GetExecutionHistory: from the last mark before it on, what has been decided is told again. */
export async function historyPage(sql: Sql, arns: ArnScope, query: HistoryQuery): Promise<Page<HistoryItem>> {
  const { execution, reverse = false, includeCompensation = false, token } = query;
  const about = { list: 'history', execution, reverse, includeCompensation };
  const place = token === undefined ? undefined : placeIn(about, token);
  if (token !== undefined && !place) return invalidToken;
  const [stored] = await sql.all('SELECT id, entity, child, role_arn FROM backstep_executions WHERE id = ?', execution);
  if (!stored) return { ok: true, items: [] };
  const teller = new Teller(sql, rowOf('executions', stored), { arns, includeCompensation });
  const limit = limitOf(query);
  const told = reverse ? await teller.backward(place, limit) : await teller.forward(place, limit);
  const items = told.items.map(({ item }) => item);
  const { next } = told;
  return { ok: true, items, ...(next && { next: writeToken(about, [next.offset, next.index]) }) };
}

function placeIn(about: About, token: string): Place | undefined {
  const [offset, index] = readToken(about, token) ?? [];
  return typeof offset === 'number' && typeof index === 'number' ? { offset, index } : undefined;
}

interface Told {
  readonly items: readonly Placed[];
  /** Where the next page begins. */
  readonly next?: Place;
}

class Teller {
  constructor(
    private readonly sql: Sql,
    private readonly row: ExecutionRow,
    private readonly options: { readonly arns: ArnScope; readonly includeCompensation: boolean },
  ) {}

  async forward(from: Place = { offset: 0, index: 0 }, limit: number): Promise<Told> {
    const items: Placed[] = [];
    let size = 0;
    for await (const told of this.#segment(from.offset)) {
      for (const placed of told.items) {
        if (placed.offset < from.offset || (placed.offset === from.offset && placed.index < from.index)) continue;
        if (items.length === limit || (size > MOST_CHARACTERS && items.length > 0)) return { items, next: placed };
        items.push(placed);
      }
      if (items.length > 0) size += told.size;
    }
    return { items };
  }

  /** From one mark to the one before it, each time. `to` is behind the next item. */
  async backward(to: Place | undefined, limit: number): Promise<Told> {
    const items: Placed[] = [];
    let size = 0;
    let until = to;
    for (;;) {
      const mark = await markBefore(this.sql, this.row, until && until.offset - (until.index === 0 ? 1 : 0));
      const before: { readonly item: Placed; readonly size: number }[] = [];
      for await (const told of this.#segment(mark.from, until && until.offset + 1))
        for (const item of told.items) if (!until || isBefore(item, until)) before.push({ item, size: told.size });
      for (const told of before.reverse()) {
        if (items.length === limit || (size > MOST_CHARACTERS && items.length > 0))
          return { items, next: { offset: told.item.offset, index: told.item.index + 1 } };
        items.push(told.item);
        size += told.size;
      }
      if (mark.isFirst) return { items };
      until = { offset: mark.from, index: 0 };
    }
  }

  async *#segment(from: number, before?: number): AsyncGenerator<{ items: readonly Placed[]; size: number }> {
    const mark = await markBefore(this.sql, this.row, from);
    let { history } = mark;
    for await (const decision of decisionsFrom(this.sql, this.row.id, mark.from, before)) {
      const after = historyAfter(history, decision, { ...this.options, roleArn: this.row.roleArn });
      history = after.history;
      const items = after.events.map((item, index) => ({ item, offset: decision.logOffset, index }));
      yield { items, size: decision.size };
    }
  }
}

const isBefore = (place: Place, other: Place): boolean =>
  place.offset < other.offset || (place.offset === other.offset && place.index < other.index);

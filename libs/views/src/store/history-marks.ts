import { historyAfter, namesIn, newHistory, type ExecutionEvent, type History } from '#contracts';
import type { ExecutionRow } from '../projection/rows.js';
import type { Sql, SqlWriter } from './database.js';

/**
 * A history is told by folding its events, and a page in the middle would need all that is before it. So what the fold
 * has come to is kept every so many events: a page costs no more than its own events and these. Marks are where the log
 * says, not where a batch ended.
 */
const EVENTS_APART = 256;
const DECISIONS_AT_ONCE = 256;

/** Of these, which have a decision since their last mark that is far enough away from it. */
export async function markHistories(sql: SqlWriter, rows: readonly ExecutionRow[]): Promise<void> {
  for (const row of rows) {
    if (row.marked < 0 || row.events - row.marked < EVENTS_APART) continue;
    const marked = await mark(sql, row);
    if (marked !== row.marked) await sql.run('UPDATE backstep_executions SET marked = ? WHERE id = ?', marked, row.id);
  }
}

/** @returns how many events are before the last mark; -1: this history cannot be told, and is not tried again. */
async function mark(sql: SqlWriter, row: ExecutionRow): Promise<number> {
  let { history, from } = await markBefore(sql, row, undefined);
  let { marked } = row;
  try {
    for await (const decision of decisionsFrom(sql, row.id, from)) {
      if (decision.seq - marked >= EVENTS_APART) {
        marked = decision.seq;
        await sql.run(
          'INSERT INTO backstep_history_marks VALUES (?, ?, ?) ON CONFLICT (execution, log_offset) DO NOTHING',
          row.id,
          decision.logOffset,
          JSON.stringify(history),
        );
      }
      history = historyAfter(history, decision).history;
    }
  } catch {
    return -1;
  }
  return marked;
}

export interface Mark {
  readonly history: History;
  /** The decision before which the history is this, or 0. */
  readonly from: number;
  /** There is none before it. */
  readonly isFirst: boolean;
}

type Told = Pick<ExecutionRow, 'id' | 'entity' | 'child'>;

/** The last mark at or before a decision, by default the last of all; else the history's beginning. */
export async function markBefore(sql: Sql, { id, entity, child }: Told, offset: number | undefined): Promise<Mark> {
  const [found] = await sql.all(
    `SELECT log_offset, history FROM backstep_history_marks WHERE execution = ? AND log_offset <= ?
      ORDER BY log_offset DESC LIMIT 1`,
    id,
    offset ?? Number.MAX_SAFE_INTEGER,
  );
  if (found)
    return {
      history: JSON.parse(found['history'] as string) as History,
      from: found['log_offset'] as number,
      isFirst: false,
    };
  return { history: newHistory(namesIn(entity)?.stateMachine ?? entity, child), from: 0, isFirst: true };
}

export interface ToldDecision {
  readonly logOffset: number;
  readonly at: number;
  readonly seq: number;
  readonly events: readonly ExecutionEvent[];
  /** Characters of the events' text. */
  readonly size: number;
}

/** The decisions of one history, in their order, from an offset of the log on, before another one. */
export async function* decisionsFrom(
  sql: Sql,
  execution: string,
  from: number,
  before: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<ToldDecision> {
  for (let next = from; ;) {
    const rows = await sql.all(
      `SELECT log_offset, at, seq, events FROM backstep_decisions WHERE execution = ? AND log_offset >= ?
        AND log_offset < ? ORDER BY log_offset LIMIT ${DECISIONS_AT_ONCE}`,
      execution,
      next,
      before,
    );
    for (const row of rows) {
      const text = row['events'] as string;
      yield {
        logOffset: row['log_offset'] as number,
        at: row['at'] as number,
        seq: row['seq'] as number,
        events: JSON.parse(text) as readonly ExecutionEvent[],
        size: text.length,
      };
    }
    if (rows.length < DECISIONS_AT_ONCE) return;
    next = (rows.at(-1)!['log_offset'] as number) + 1;
  }
}

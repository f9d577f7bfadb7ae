import type { ExecutionEvent, HistoryEvent, UndoHistoryEvent } from '#contracts';
import type { PageQuery } from './page.js';

/** GetExecutionHistory's. */
export interface HistoryQuery extends PageQuery {
  readonly execution: string;
  readonly reverse?: boolean;
  /** Also what AWS has no events for. */
  readonly includeCompensation?: boolean;
}

export type HistoryItem = HistoryEvent | UndoHistoryEvent;

/** One event as the log has it. */
export interface LoggedEvent {
  /** Of its decision, in the log's partition of the execution. */
  readonly offset: number;
  /** Its place in the decision. */
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: ExecutionEvent;
}

/** Events as the log has them. */
export interface EventQuery extends PageQuery {
  readonly execution: string;
  readonly reverse?: boolean;
  /** Only those of decisions behind this offset of the log; with it a reader goes on where it was. */
  readonly after?: number;
  /** Also those of its iterations of Distributed Maps, in the log's order: what `evolve` needs. */
  readonly withIterations?: boolean;
}

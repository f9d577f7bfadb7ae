import type { EventOf, ExecutionEvent, ExecutionEventType } from '../execution-events.js';

/**
 * What AWS's history does not have: how an execution is undone. Such an event has no number, so that those of the others
 * are the same with and without it; it stands after the event `afterEventId`.
 */
export interface UndoHistoryEvent {
  readonly afterEventId: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly type: UndoEventType;
  /** As the log has it, but with payloads as JSON text. */
  readonly compensationEventDetails: { readonly [field: string]: unknown };
}

export type UndoEventType = Extract<
  ExecutionEventType,
  `Compensation${string}` | `ScopeCompensation${string}` | 'LateResult'
>;

const isOfUndo = (event: ExecutionEvent): event is EventOf<UndoEventType> =>
  event.type.startsWith('Compensation') || event.type.startsWith('ScopeCompensation') || event.type === 'LateResult';

/** Whoever has it can answer. */
const SECRETS: ReadonlySet<string> = new Set(['undoToken']);

const TEXTS: ReadonlySet<string> = new Set(['input', 'output']);

/** What the full history says of an event of compensation; undefined for all others. */
export function undoEvent(event: ExecutionEvent, at: number, afterEventId: number): UndoHistoryEvent | undefined {
  if (!isOfUndo(event)) return undefined;
  const { type, ...fields } = event;
  const told = Object.entries(fields).filter(([name]) => !SECRETS.has(name));
  const details = told.map(([name, value]) => [name, TEXTS.has(name) ? JSON.stringify(value) : value]);
  return { afterEventId, timestamp: at / 1000, type, compensationEventDetails: Object.fromEntries(details) };
}

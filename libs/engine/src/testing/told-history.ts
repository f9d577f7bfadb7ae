import { historyAfter, newHistory, type EventOf, type ExecutionEvent, type HistoryEvent } from '#contracts';
import type { Told } from './story.js';

type Iteration = Pick<EventOf<'MapIterationStarted'>, 'state' | 'visit' | 'attempt' | 'index'>;

/** What Step Functions' history tells of it, or of one iteration of a Distributed Map. */
export function historyOf({ history: dated }: Told, iteration?: Iteration): HistoryEvent[] {
  let history = newHistory('signup', iteration);
  const decisions = new Map<number, ExecutionEvent[]>();
  for (const { at, event } of dated) decisions.set(at, [...(decisions.get(at) ?? []), event]);
  return [...decisions].flatMap(([at, events]) => {
    const after = historyAfter(history, { at, events });
    history = after.history;
    return after.events as HistoryEvent[];
  });
}

import type { LoggedEvent, Reading } from '#views';
import type { LiveChanges, Resumption } from './live-changes.js';

/** The next events of one execution. */
export interface ExecutionEvents {
  /** Opaque; goes on behind these events (`Last-Event-ID`). */
  readonly id: string;
  readonly events: readonly LoggedEvent[];
}

export interface FollowedExecution extends Resumption {
  readonly execution: string;
  /** Whose decisions its events are in, where that is another execution: its parent. */
  readonly parent?: string | undefined;
}

/**
 * An execution's events as they come, from the first or from behind `lastEventId`. They are read from the views each
 * time, so nothing is kept for who is slow, and nothing is missed between what was there and what comes.
 */
export async function* followExecution(
  views: Reading,
  live: LiveChanges,
  { execution, parent = execution, lastEventId, signal }: FollowedExecution,
): AsyncGenerator<ExecutionEvents> {
  let last = placeIn(lastEventId);
  while (!signal.aborted) {
    const changed = live.next(parent, signal);
    for (let token: string | undefined; ;) {
      const page = await views.events({ execution, after: last.offset - 1, ...(token !== undefined && { token }) });
      if (!page.ok) break;
      const { offset, index } = last;
      const events = page.items.filter((event) => event.offset > offset || event.index > index);
      const end = events.at(-1);
      if (end) {
        yield { id: `${end.offset}.${end.index}`, events };
        if (signal.aborted) return;
        last = end;
      }
      if (page.next === undefined) break;
      // The token belongs to the list behind `last` only while that stays as it is.
      token = end ? undefined : page.next;
    }
    await changed;
  }
}

interface Place {
  readonly offset: number;
  readonly index: number;
}

const BEGINNING: Place = { offset: -1, index: -1 };

function placeIn(id: string | undefined): Place {
  const match = /^(\d{1,15})\.(\d{1,9})$/.exec(id ?? '');
  return match ? { offset: Number(match[1]), index: Number(match[2]) } : BEGINNING;
}

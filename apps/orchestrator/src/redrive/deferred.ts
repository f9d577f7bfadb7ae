import { isAboutMessage, type LogEvent, type MessageOf } from '#contracts';

/** A message that the inbox has gone on behind, and that is not decided. */
export interface DeferredMessage {
  readonly offset: number;
  readonly message: MessageOf<'RedriveExecution' | 'UndoExecution' | 'StopExecution'>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The messages of a partition that wait for their executions to be read back: a fold of its log like the rest of its
 * state. It is in no checkpoint; while one waits none is written, so the tail has all of them.
 */
export class Deferred {
  readonly #byEntity = new Map<string, readonly DeferredMessage[]>();
  /** The offset of the last decision about an execution since it is waited for. */
  readonly #changed = new Map<string, number>();

  get size(): number {
    return this.#byEntity.size;
  }

  get entities(): Iterable<string> {
    return this.#byEntity.keys();
  }

  of(entity: string): readonly DeferredMessage[] {
    return this.#byEntity.get(entity) ?? [];
  }

  /** Where its log begins, as one of those who ask for it says. */
  beganOf(entity: string): number | undefined {
    return this.of(entity).find(({ message }) => message.logOffset !== undefined)?.message.logOffset;
  }

  /** Whether something has happened to it that whoever has read up to there does not know. */
  hasChangedSince(entity: string, end: number): boolean {
    return (this.#changed.get(entity) ?? -1) >= end;
  }

  /** A decision counts. */
  take(entity: string, events: readonly LogEvent[], { at, offset }: { at: number; offset: number }): void {
    // Nearly always nobody waits, and every decision comes by here; who begins to wait has a decision of his own.
    if (this.#byEntity.size === 0 && events[0]?.type !== 'MessageDeferred') return;
    for (const event of events) {
      if (event.type === 'MessageDeferred')
        this.#byEntity.set(entity, [...this.of(entity), { offset: event.offset, message: event.message, at }]);
      else if (event.type === 'MessageTaken' || event.type === 'MessageRejected') this.#settle(entity, event.offset);
      else if (!isAboutMessage(event) && this.#byEntity.has(entity)) this.#changed.set(entity, offset);
    }
  }

  #settle(entity: string, offset: number): void {
    const left = this.of(entity).filter((message) => message.offset !== offset);
    if (left.length > 0) return void this.#byEntity.set(entity, left);
    this.#byEntity.delete(entity);
    this.#changed.delete(entity);
  }
}

/** Where a record stands. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

interface Waiter {
  readonly offset: number;
  readonly done: (reached: boolean) => void;
}

export interface Patience {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Who waits until the views have a record: a write is answered from the views once they know of it. */
export class Waiting {
  readonly #waiters = new Map<number, Set<Waiter>>();

  get isAnybody(): boolean {
    for (const waiters of this.#waiters.values()) if (waiters.size > 0) return true;
    return false;
  }

  /** @returns whether it came in time. */
  until({ partition, offset }: Place, { timeoutMs, signal }: Patience): Promise<boolean> {
    if (signal?.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(partition) ?? new Set();
      this.#waiters.set(partition, waiters);
      const giveUp = () => waiter.done(false);
      const timer = setTimeout(giveUp, timeoutMs);
      const waiter: Waiter = {
        offset,
        done: (reached) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          waiters.delete(waiter);
          resolve(reached);
        },
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      waiters.add(waiter);
    });
  }

  /** The views have all records of a partition before this offset. */
  reached(partition: number, before: number): void {
    for (const waiter of this.#waiters.get(partition) ?? []) if (waiter.offset < before) waiter.done(true);
  }

  /** Nobody is told anything any more. */
  close(): void {
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.done(false);
  }
}

import TinyQueue from 'tinyqueue';

interface Due {
  readonly at: number;
  readonly entity: string;
}

/**
 * When which execution wants to be looked at. Rebuilt from state at every take-over, so it may forget: each execution
 * has at most one entry that matters, and an entry that comes too early is asked what it waits for now.
 */
export class DueTimes {
  readonly #queue = new TinyQueue<Due>([], (a, b) => a.at - b.at);
  readonly #earliest = new Map<string, number>();

  /** An execution's next due time after a decision; undefined when it has none any more. */
  set(entity: string, at: number | undefined): void {
    if (at === undefined) {
      this.#earliest.delete(entity);
      return;
    }
    const known = this.#earliest.get(entity);
    if (known !== undefined && known <= at) return; // That entry comes first, and then asks again.
    this.#earliest.set(entity, at);
    this.#queue.push({ at, entity });
  }

  /** The time of the first entry, in epoch milliseconds. */
  get next(): number | undefined {
    return this.#queue.peek()?.at;
  }

  /**
   * Takes what is due.
   * @param dueOf what an execution waits for now; undefined if it is over or waits for nothing.
   */
  take(now: number, most: number, dueOf: (entity: string) => number | undefined): string[] {
    const due: string[] = [];
    while (due.length < most && this.#queue.length > 0 && this.#queue.peek()!.at <= now) {
      const { at, entity } = this.#queue.pop()!;
      if (this.#earliest.get(entity) !== at) continue;
      this.#earliest.delete(entity);
      const really = dueOf(entity);
      if (really === undefined) continue;
      if (really > now) this.set(entity, really);
      else due.push(entity);
    }
    return due;
  }
}

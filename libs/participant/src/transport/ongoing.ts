import type { Item } from './item.js';

/**
 * The commands that go on outside of their batch: long-running ones, and those that wait to be run again. What
 * concerns such a command (a repeat, a higher attempt, its undo) waits until it is settled, so that no two of them are
 * ever under way together; other commands of the partition go on.
 */
export class Ongoing {
  readonly #entries = new Map<string, Entry>();
  #room: (() => void)[] = [];

  constructor(readonly most: number) {}

  get size(): number {
    return this.#entries.size;
  }

  holds(item: Item): boolean {
    return this.#entries.get(item.command.id)?.item === item;
  }

  /** @param hurry ends the work as soon as possible: nobody waits for its outcome any more. */
  hold(item: Item, hurry: () => void): void {
    const entry = this.#entries.get(item.command.id);
    if (entry) entry.hurry = hurry;
    else this.#entries.set(item.command.id, { item, hurry, deferred: [] });
    if (entry?.hurried) hurry();
  }

  /** Lets the item wait if it concerns a command that is under way. @returns whether it does. */
  defers(item: Item): boolean {
    if (this.#entries.size === 0) return false;
    const { id, compensates, attempt } = item.command;
    const entry = this.#entries.get(id) ?? (compensates === undefined ? undefined : this.#entries.get(compensates));
    if (!entry || entry.item === item) return false;
    entry.deferred.push(item);
    if (id !== entry.item.command.id || attempt > entry.item.command.attempt) {
      entry.hurried = true;
      entry.hurry();
    }
    return true;
  }

  /** @returns what waited for it. */
  release(item: Item): readonly Item[] {
    if (!this.holds(item)) return [];
    const { deferred } = this.#entries.get(item.command.id) as Entry;
    this.#entries.delete(item.command.id);
    if (this.#entries.size < this.most) for (const resolve of this.#room.splice(0)) resolve();
    return deferred;
  }

  /** Resolves when there are less of them than the most: partitions stop reading until then. */
  async room(): Promise<void> {
    while (this.#entries.size >= this.most) await new Promise<void>((resolve) => this.#room.push(resolve));
  }
}

interface Entry {
  readonly item: Item;
  readonly deferred: Item[];
  hurry: () => void;
  hurried?: boolean;
}

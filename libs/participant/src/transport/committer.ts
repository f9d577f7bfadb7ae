import type { GroupConsumer } from '#kafka';

/**
 * Commits what is answered, all partitions with one request and not after every batch: a crash in between only brings
 * answered commands again, and the inbox answers them.
 */
export class Committer {
  readonly #committed = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #consumer: Pick<GroupConsumer, 'commit'> | undefined;

  constructor(
    readonly topic: string,
    readonly intervalMs: number,
    readonly toCommit: () => Map<number, number>,
    readonly failed: (error: unknown) => void,
  ) {}

  use(consumer: Pick<GroupConsumer, 'commit'>): void {
    this.#consumer = consumer;
  }

  /** No timer runs while nothing happens. */
  soon(): void {
    this.#timer ??= setTimeout(() => void this.now(), this.intervalMs);
  }

  /** After an assignment nothing is known of what the broker has. */
  forget(): void {
    this.#committed.clear();
  }

  async now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const offsets = [...this.toCommit()].filter(([partition, offset]) => this.#committed.get(partition) !== offset);
    if (offsets.length === 0 || !this.#consumer) return;
    try {
      await this.#consumer.commit(offsets.map(([partition, offset]) => ({ topic: this.topic, partition, offset })));
      for (const [partition, offset] of offsets) this.#committed.set(partition, offset);
    } catch (error) {
      // Committing late is harmless; the next one carries these as well.
      this.failed(error);
      this.soon();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

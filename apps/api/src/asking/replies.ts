import { answer, decode, type Answer } from '#contracts';
import type { InRecord, Kafka, PartitionReader } from '#kafka';

interface Waiting {
  settle(answer: Answer | undefined): void;
  readonly timer: NodeJS.Timeout;
}

/** Answers of the engine for all instances of the API: each reads all of them and picks its own. */
export class Replies {
  readonly #waiting = new Map<string, Waiting>();
  #stops: readonly (() => Promise<void>)[] = [];

  private constructor(private readonly reader: PartitionReader) {}

  /** From the end on: what was answered before was for somebody else. */
  static async follow(kafka: Kafka, topic: string): Promise<Replies> {
    const replies = new Replies(await kafka.reader([topic]));
    const offsets = await kafka.offsets(topic);
    const take = (records: readonly InRecord[]) => replies.#take(records);
    replies.#stops = await Promise.all(
      offsets.map(({ end }, partition) => replies.reader.follow({ topic, partition }, end, take)),
    );
    return replies;
  }

  /** @returns undefined if no answer with this id comes in time. */
  to(id: string, withinMs: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, undefined), withinMs);
      this.#waiting.set(id, { settle: resolve, timer });
    });
  }

  forget(id: string): void {
    this.#settle(id, undefined);
  }

  async close(): Promise<void> {
    for (const id of this.#waiting.keys()) this.#settle(id, undefined);
    await Promise.all(this.#stops.map((stop) => stop()));
    await this.reader.close();
  }

  #take(records: readonly InRecord[]): void {
    for (const { value } of records) {
      const decoded = decode(answer, value?.toString('utf8'));
      if (decoded.ok && decoded.value.id !== undefined) this.#settle(decoded.value.id, decoded.value);
    }
  }

  #settle(id: string, answered: Answer | undefined): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(answered);
  }
}

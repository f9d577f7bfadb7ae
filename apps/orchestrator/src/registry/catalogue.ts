import { catalogueEntry, decode } from '#contracts';
import type { InRecord, PartitionReader } from '#kafka';

/** The participants that have announced their commands on the topic `catalogue`, as far as this process has read it. */
export class Catalogue {
  readonly #participants = new Set<string>();
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly reader: PartitionReader,
    private readonly topic: string,
  ) {}

  /** Reads what is there, then follows. */
  async start(): Promise<void> {
    const at = { topic: this.topic, partition: 0 };
    const end = await this.reader.readToEnd(at, 0, (records) => this.#take(records));
    this.#stop = await this.reader.follow(at, end, (records) => this.#take(records));
  }

  async close(): Promise<void> {
    await this.#stop?.();
  }

  has(participant: string): boolean {
    return this.#participants.has(participant);
  }

  /** What is no entry is somebody else's concern. */
  #take(records: readonly InRecord[]): void {
    for (const { value } of records) {
      const entry = decode(catalogueEntry, value?.toString('utf8'));
      if (entry.ok) this.#participants.add(entry.value.participant);
    }
  }
}

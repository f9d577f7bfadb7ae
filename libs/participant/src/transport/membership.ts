import type { GroupConsumer, GroupHandlers, GroupOptions, Kafka, TopicPartition } from '#kafka';

export interface MembershipHandlers {
  onAssigned(partitions: readonly TopicPartition[]): void;
  onRecords: GroupHandlers['onRecords'];
  /** Out of the group; it is joined again. */
  onLost(error: Error): void;
}

const PAUSES_MS = { first: 500, longest: 10_000 };

/** A place in the consumer group that is taken again when the client gives it up: a participant that does not read is worth nothing. */
export class Membership implements Pick<GroupConsumer, 'commit'> {
  readonly #kafka: Pick<Kafka, 'join'>;
  readonly #options: GroupOptions;
  readonly #handlers: MembershipHandlers;
  #consumer: GroupConsumer | undefined;
  #assigned: readonly TopicPartition[] = [];
  #again: NodeJS.Timeout | undefined;
  #pauseMs = PAUSES_MS.first;
  #closed = false;

  constructor(kafka: Pick<Kafka, 'join'>, options: GroupOptions, handlers: MembershipHandlers) {
    this.#kafka = kafka;
    this.#options = options;
    this.#handlers = handlers;
  }

  get assigned(): readonly TopicPartition[] {
    return this.#assigned;
  }

  async join(): Promise<void> {
    const consumer = await this.#kafka.join(this.#options, {
      onAssigned: (partitions) => {
        this.#pauseMs = PAUSES_MS.first;
        this.#assign(partitions);
      },
      onRecords: (partition, records) => this.#handlers.onRecords(partition, records),
      onCrash: (error) => this.#lost(error),
    });
    if (this.#closed) await consumer.close();
    else this.#consumer = consumer;
  }

  async commit(offsets: Parameters<GroupConsumer['commit']>[0]): Promise<void> {
    await this.#consumer?.commit(offsets);
  }

  /** No more records come; what is under way can still be committed. */
  pause(): void {
    for (const partition of this.#assigned) this.#consumer?.pause(partition);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#consumer?.close();
  }

  #assign(partitions: readonly TopicPartition[]): void {
    this.#assigned = partitions;
    this.#handlers.onAssigned(partitions);
  }

  #lost(error: Error): void {
    if (this.#closed) return;
    this.#consumer = undefined;
    this.#assign([]);
    this.#handlers.onLost(error);
    this.#again = setTimeout(() => void this.join().catch((failed: Error) => this.#lost(failed)), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSES_MS.longest);
  }
}

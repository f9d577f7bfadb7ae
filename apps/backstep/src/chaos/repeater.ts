import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka, OutRecord, PartitionReader, Producer, InRecord } from '#kafka';
import type { Dice } from './dice.js';
import { DUE } from './tardy-kafka.js';

interface RepeaterOptions {
  readonly kafka: Kafka;
  readonly producer: Producer;
  readonly inbox: string;
  readonly commandTopics: readonly string[];
  /** Of the records seen. */
  readonly share: number;
  readonly dice: Dice;
}

/**
 * Publishes some of the records that it sees on the inbox and on the commands' topics once more, at once or much later:
 * replies after the undo, commands after their answer, commands of owners that are gone.
 */
export class Repeater {
  readonly stats = { messages: 0, commands: 0 };
  #reader: PartitionReader | undefined;
  readonly #later = new Set<Promise<void>>();
  #stopped = false;

  constructor(private readonly options: RepeaterOptions) {}

  async start(): Promise<void> {
    const { kafka, inbox, commandTopics, share } = this.options;
    if (share === 0) return;
    const topics = [inbox, ...commandTopics];
    this.#reader = await kafka.reader(topics);
    for (const topic of topics)
      for (const [partition, { end }] of (await kafka.offsets(topic)).entries())
        await this.#reader.follow({ topic, partition }, end, (records) => this.#seen(records));
  }

  /** No more of what comes; what is under way still goes out. */
  async stop(): Promise<void> {
    this.#stopped = true;
    while (this.#later.size > 0) await Promise.all(this.#later);
    await this.#reader?.close();
  }

  #seen(records: readonly InRecord[]): void {
    const { dice, share, inbox } = this.options;
    for (const record of records) {
      if (this.#stopped || DUE in record.headers || !dice.chance(share)) continue;
      const delay = dice.chance(0.5) ? dice.between(0, 200) : dice.between(0, 15_000);
      const isMessage = record.topic === inbox;
      if (!record.value || (isMessage && startsWithoutName(record.value.toString()))) continue;
      this.stats[isMessage ? 'messages' : 'commands']++;
      const { topic, partition, key, value } = record;
      // Nobody has to keep the partition: a repeat comes from anywhere.
      this.#sendLater({ topic, key, value, ...(dice.chance(0.7) && { partition }) }, delay);
    }
  }

  #sendLater(record: OutRecord, ms: number): void {
    const sent: Promise<void> = pause(ms)
      .then(() => this.options.producer.send([record]))
      .then(() => void this.#later.delete(sent));
    this.#later.add(sent);
  }
}

/** Twice published, a start without a name is two starts, and rightly so. */
const startsWithoutName = (text: string): boolean => {
  const { type, name } = JSON.parse(text) as { type?: string; name?: string };
  return type === 'StartExecution' && name === undefined;
};

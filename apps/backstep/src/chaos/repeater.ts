import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka, OutRecord, PartitionReader, Producer, InRecord } from '#kafka';
import type { Dice } from './dice.js';
import { DUE } from './tardy-kafka.js';

interface RepeaterOptions {
  readonly kafka: Kafka;
  readonly producer: Producer;
  readonly inbox: string;
  readonly log: string;
  readonly commandTopics: readonly string[];
  /** Of the records seen. */
  readonly share: number;
  readonly dice: Dice;
}

/**
 * Publishes some of the records that it sees on the inbox and on the commands' topics once more, at once or much later:
 * replies after the undo, commands after their answer, commands of owners that are gone. A record of the log that is
 * repeated is an append that landed twice, and void.
 */
export class Repeater {
  readonly stats = { messages: 0, commands: 0, appends: 0 };
  #reader: PartitionReader | undefined;
  readonly #later = new Set<Promise<void>>();
  #stopped = false;

  constructor(private readonly options: RepeaterOptions) {}

  async start(): Promise<void> {
    const { kafka, inbox, log, commandTopics, share } = this.options;
    if (share === 0) return;
    const topics = [inbox, log, ...commandTopics];
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
    const { dice, share } = this.options;
    for (const record of records)
      if (!this.#stopped && !(DUE in record.headers) && dice.chance(share)) this.#repeat(record);
  }

  #repeat({ topic, partition, key, value }: InRecord): void {
    const { dice, inbox, log } = this.options;
    const isMessage = topic === inbox;
    if (!value || (isMessage && startsWithoutName(value.toString()))) return;
    const delay = dice.chance(0.5) ? dice.between(0, 200) : dice.between(0, 15_000);
    this.stats[isMessage ? 'messages' : topic === log ? 'appends' : 'commands']++;
    // Only the log's writer chooses the partition; all other repeats may come from anywhere.
    const stays = topic === log || dice.chance(0.7);
    this.#sendLater({ topic, key, value, ...(stays && { partition }) }, delay);
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

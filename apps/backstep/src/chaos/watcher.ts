import type { Outcome, Topics } from '#contracts';
import type { Kafka, PartitionReader } from '#kafka';
import { LogTale } from './tale.js';

/** Follows the log, the outcomes and the dead letters from their beginning. */
export class Watcher {
  readonly tale = new LogTale();
  /** Ends as they were announced, by execution. */
  readonly announced = new Map<string, Set<Outcome['status']>>();
  /** How many messages went to the engine's dead letters, by their error. */
  readonly deadLetters: Record<string, number> = {};
  /** Where they stood on the inbox: partition and offset. */
  readonly deadOffsets = new Set<string>();
  readonly #seen = new Map<string, number>();

  private constructor(
    private readonly kafka: Kafka,
    private readonly reader: PartitionReader,
    private readonly topics: readonly string[],
  ) {}

  static async start(kafka: Kafka, { log, outcomes, deadLetters }: Topics): Promise<Watcher> {
    const watcher = new Watcher(kafka, await kafka.reader([log, outcomes, deadLetters]), [log, outcomes, deadLetters]);
    await watcher.#follow(log, (partition, records) => watcher.tale.take(partition, records));
    await watcher.#follow(outcomes, (_, records) => {
      for (const { key, value } of records) watcher.#outcome(String(key), JSON.parse(String(value)) as Outcome);
    });
    await watcher.#follow(deadLetters, (_, records) => {
      for (const { headers } of records) {
        watcher.deadOffsets.add(`${String(headers['x-partition'])}/${String(headers['x-offset'])}`);
        const error = String(headers['x-error']);
        watcher.deadLetters[error] = (watcher.deadLetters[error] ?? 0) + 1;
      }
    });
    return watcher;
  }

  /** Tags of executions that began, and whether all of them have ended. */
  openOf(tags: ReadonlySet<string>): number {
    const ended = new Set<string>();
    for (const { tag, ends } of this.tale.executions.values())
      if (tag !== undefined && ends.length > 0 && tags.has(tag)) ended.add(tag);
    return tags.size - ended.size;
  }

  /** Whether everything that is there has been read. */
  async isUpToDate(): Promise<boolean> {
    for (const topic of this.topics)
      for (const [partition, { end }] of (await this.kafka.offsets(topic)).entries())
        if ((this.#seen.get(`${topic}/${partition}`) ?? 0) < end) return false;
    return true;
  }

  async close(): Promise<void> {
    await this.reader.close();
  }

  async #follow(
    topic: string,
    onRecords: (partition: number, records: Parameters<LogTale['take']>[1]) => void,
  ): Promise<void> {
    for (const partition of (await this.kafka.offsets(topic)).keys())
      await this.reader.follow({ topic, partition }, 0, (records) => {
        onRecords(partition, records);
        this.#seen.set(`${topic}/${partition}`, records.at(-1)!.offset + 1);
      });
  }

  #outcome(execution: string, { status }: Outcome): void {
    if (status === 'RUNNING') return;
    const known = this.announced.get(execution);
    if (known) known.add(status);
    else this.announced.set(execution, new Set([status]));
  }
}

import {
  decode,
  follow,
  isMarker,
  logRecord,
  NOBODY,
  type Current,
  type Decision,
  type LogRecord,
  type Topics,
} from '#contracts';
import { partitionFor, type InRecord, type Kafka, type PartitionReader } from '#kafka';
import { EXIT, Stop } from '../command-line/exit-code.js';

/** Where a reading of one partition stands. */
export interface Bookmark {
  readonly partition: number;
  readonly offset: number;
  readonly current: Current;
}

export interface Counted {
  readonly partition: number;
  readonly offset: number;
  readonly decision: Decision;
}

export type OnCounted = (counted: Counted) => void;

/** Reads the log as everyone has to: by the reader's rule, from its first record on. */
export class LogReader {
  private constructor(
    private readonly kafka: Kafka,
    private readonly reader: PartitionReader,
    private readonly topic: string,
    readonly partitions: number,
  ) {}

  /** @throws Stop if there is no log yet. */
  static async open(kafka: Kafka, topics: Topics): Promise<LogReader> {
    const [found] = await kafka.describeTopics([topics.log]);
    if (!found) {
      throw new Stop(
        EXIT.REFUSED,
        `There is no topic ${topics.log} on this broker.`,
        'An orchestrator creates it: `npx backstep up` (everything in one process) or `npx backstep orchestrator`. Or is the prefix (--prefix) another?',
      );
    }
    return new LogReader(kafka, await kafka.reader([topics.log]), topics.log, found.partitions);
  }

  partitionOf(entity: string): number {
    return partitionFor(entity, this.partitions);
  }

  get allPartitions(): readonly number[] {
    return Array.from({ length: this.partitions }, (_, partition) => partition);
  }

  /** Everything there is of a partition. */
  async read(partition: number, onCounted: OnCounted): Promise<Bookmark> {
    const start = (await this.kafka.offsets(this.topic))[partition]?.start ?? 0;
    return this.readOn({ partition, offset: start, current: NOBODY }, onCounted);
  }

  async readAll(onCounted: OnCounted): Promise<Bookmark[]> {
    return Promise.all(this.allPartitions.map((partition) => this.read(partition, onCounted)));
  }

  /** What has come since. */
  async readOn(bookmark: Bookmark, onCounted: OnCounted): Promise<Bookmark> {
    let current = bookmark.current;
    const { partition } = bookmark;
    const offset = await this.reader.readToEnd({ topic: this.topic, partition }, bookmark.offset, (records) => {
      for (const record of records) current = take(record, current, onCounted);
    });
    return { partition, offset, current };
  }

  /** What will come. */
  async follow(bookmark: Bookmark, onCounted: OnCounted): Promise<() => Promise<void>> {
    let current = bookmark.current;
    const { partition, offset } = bookmark;
    return this.reader.follow({ topic: this.topic, partition }, offset, (records) => {
      for (const record of records) current = take(record, current, onCounted);
    });
  }

  async close(): Promise<void> {
    await this.reader.close();
  }
}

function take({ partition, offset, value }: InRecord, current: Current, onCounted: OnCounted): Current {
  const decoded = decode(logRecord, value?.toString('utf8'));
  if (!decoded.ok) return current;
  const record: LogRecord = decoded.value;
  const next = follow(current, record);
  if (!next) return current;
  if (!isMarker(record)) onCounted({ partition, offset, decision: record });
  return next;
}

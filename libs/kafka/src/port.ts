import type { TopicSpec } from '#contracts';

/**
 * What Backstep needs of Kafka, and no more. kafkajs is behind it in production, an in-memory broker in unit tests;
 * both keep the same contract suite. Offsets are numbers: 2^53 records a partition are enough.
 */

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A record on its way out. Without a `partition` the key's murmur2 hash decides, as in Kafka's Java client. */
export interface OutRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly key: string | Buffer | null;
  /** null is a tombstone. */
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}

/** A record as it came. Its bytes are kept: a dead letter is the original, byte for byte. */
export interface InRecord extends TopicPartition {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
  /** Epoch milliseconds. */
  readonly timestamp: number;
}

/** Where the records of one partition begin that one `send` appended; they are contiguous. */
export interface Appended extends TopicPartition {
  readonly baseOffset: number;
  readonly count: number;
}

export interface ProducerOptions {
  /**
   * The broker drops a request that the client repeats, and one request at a time is under way. For the log and the
   * checkpoints; after a failed `send` such a producer is thrown away and made new.
   */
  readonly idempotent?: boolean;
  /** How long one `send` may take in all, its own retries included. */
  readonly timeoutMs?: number;
}

export interface Producer {
  /**
   * Appends, each partition's records together and in order: all of them or none. Resolves when every one is
   * acknowledged by all in-sync replicas.
   * @throws AppendFailed: the fate of any of the records may be unknown.
   */
  send(records: readonly OutRecord[]): Promise<readonly Appended[]>;
  close(): Promise<void>;
}

export interface GroupOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /**
   * `committed`: each assigned partition is read from its committed offset, or its beginning.
   * `told`: nothing is read from an assigned partition before `start` says from where; committed offsets are for lag
   * displays only.
   */
  readonly from: 'committed' | 'told';
  readonly sessionTimeoutMs?: number;
  /**
   * How many partitions' batches are handled at the same time. Default: all of them.
   */
  readonly concurrency?: number;
}

export interface GroupHandlers {
  /**
   * The whole assignment, after each join. A partition that was there before and is not now is lost; one that stays
   * goes on from where it was.
   */
  onAssigned?(partitions: readonly TopicPartition[]): void;
  /**
   * The records of one partition, in order. The next batch of this partition comes when the promise is resolved; other
   * partitions go on meanwhile. With `committed`, a rejection brings the same records again after a pause.
   */
  onRecords(partition: TopicPartition, records: readonly InRecord[]): void | Promise<void>;
  /** The client gave up; the group is left. The process should end or begin again. */
  onCrash?(error: Error): void;
}

export interface GroupConsumer {
  /** Reads an assigned partition from this offset on (`told`), also if it is being read already. */
  start(partition: TopicPartition, offset: number): void;
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
  /** The next offset to read, for each partition. Refused silently for partitions that are no longer assigned. */
  commit(offsets: readonly (TopicPartition & { readonly offset: number })[]): Promise<void>;
  close(): Promise<void>;
}

/** Reads partitions by hand, outside of any assignment. */
export interface PartitionReader {
  /**
   * Reads from an offset until it stands at the end of the partition as it is *then*: the end is asked for again after
   * it was reached, never relied on beforehand.
   * @returns the offset behind the last record.
   * @throws OffsetOutOfRange if the records from this offset on are no longer there.
   */
  readToEnd(
    at: TopicPartition,
    from: number,
    onRecords: (records: readonly InRecord[]) => void | Promise<void>,
  ): Promise<number>;
  /**
   * Reads from an offset on, for ever, in the order of the partition.
   * @returns stops it.
   */
  follow(
    at: TopicPartition,
    from: number,
    onRecords: (records: readonly InRecord[]) => void | Promise<void>,
  ): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface ReaderOptions {
  /**
   * Whoever follows partitions asks for more once this has resolved, behind every answer that held records: answers
   * are fewer and larger then.
   */
  readonly rest?: () => Promise<void>;
}

export interface Offsets {
  /** The first record that is still there. */
  readonly start: number;
  /** Where the next record will stand. */
  readonly end: number;
}

export interface TopicDescription {
  readonly topic: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface Kafka {
  /**
   * Creates the topics that are not there, waits until each has its leaders, and leaves the others as they are.
   * @throws TopicMismatch if one is there with another number of partitions: says which, and what to do.
   */
  ensureTopics(specs: readonly TopicSpec[]): Promise<void>;
  /** The topics of these that are there. */
  describeTopics(topics: readonly string[]): Promise<readonly TopicDescription[]>;
  /** By partition. */
  offsets(topic: string): Promise<readonly Offsets[]>;
  producer(options?: ProducerOptions): Promise<Producer>;
  join(options: GroupOptions, handlers: GroupHandlers): Promise<GroupConsumer>;
  /** A reader for partitions of these topics, which have to be there. */
  reader(topics: readonly string[], options?: ReaderOptions): Promise<PartitionReader>;
  /** Closes whatever was opened through it. */
  close(): Promise<void>;
}

/** The fate of the records is unknown: they may be there, may come later, may never come. */
export class AppendFailed extends Error {
  override readonly name = 'AppendFailed';
}

export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRange';
  constructor(
    readonly at: TopicPartition,
    readonly wanted: number,
    readonly available: Offsets,
  ) {
    super(
      `${at.topic}[${at.partition}] no longer has offset ${wanted}: its records begin at ${available.start} and end before ${available.end}.`,
    );
  }
}

export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';
}

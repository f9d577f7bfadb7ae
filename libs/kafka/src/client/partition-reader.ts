import {
  OffsetOutOfRange,
  type InRecord,
  type Offsets,
  type PartitionReader,
  type ReaderOptions,
  type TopicPartition,
} from '../port.js';
import { Fetcher } from './fetching/fetcher.js';
import { fetchFrom, leaderOf, OFFSET_OUT_OF_RANGE, recover } from './fetching/fetch.js';
import type { FetchedPartition } from './fetching/decode-fetch.js';
import { Unreadable } from './fetching/unreadable.js';
import { clusterOf, type Client, type Cluster } from './kafkajs-client.js';
import { offsetsOf } from './offsets.js';
import { untilConnected } from './until-connected.js';

const SHORT_WAIT_MS = 20;

type OnRecords = (records: readonly InRecord[]) => void | Promise<void>;

/** Reads without any group: no offsets are kept on the broker, and nothing is rebalanced. */
export async function openReader(
  client: Client,
  topics: readonly string[],
  options: ReaderOptions = {},
): Promise<PartitionReader> {
  const cluster = clusterOf(client);
  await untilConnected(client, 'reader', async () => {
    await cluster.connect();
    await cluster.addMultipleTargetTopics([...topics]);
  });
  return new KafkaReader(client, cluster, topics, options);
}

class KafkaReader implements PartitionReader {
  private following: Promise<Fetcher> | undefined;
  private closed = false;

  constructor(
    private readonly client: Client,
    private readonly cluster: Cluster,
    private readonly topics: readonly string[],
    private readonly options: ReaderOptions,
  ) {}

  /** The end is what the answer to a fetch calls it that brought nothing: never an end asked for beforehand. */
  async readToEnd(at: TopicPartition, from: number, onRecords: OnRecords): Promise<number> {
    let next = from;
    let waitMs = 0;
    for (;;) {
      const { records, next: after, end } = await this.fetch(at, next, waitMs);
      const fresh =
        records.length > 0 && records[0]!.offset < next ? records.filter(({ offset }) => offset >= next) : records;
      if (fresh.length > 0) await onRecords(fresh);
      if (after === undefined || after <= next) {
        if (next >= end) return next;
        // The broker knows of more and sends nothing: it is about to (a replica that is still behind).
        waitMs = SHORT_WAIT_MS;
        continue;
      }
      next = after;
      waitMs = 0;
    }
  }

  async follow(at: TopicPartition, from: number, onRecords: OnRecords): Promise<() => Promise<void>> {
    const [available] = await this.offsets(at);
    if (available !== undefined && (from < available.start || from > available.end)) {
      throw new OffsetOutOfRange(at, from, available);
    }
    this.following ??= Fetcher.connect(this.client, this.topics, this.options);
    const fetcher = await this.following;
    const cursor = fetcher.read(at, from, {
      onRecords,
      onRejected: (error) => {
        this.client.logger.error({ err: error, ...at }, 'Who follows this partition failed: it is not read any more');
        return undefined;
      },
      onOutOfRange: () => {
        this.client.logger.error(
          { ...at, offset: cursor.next },
          'Records expired before they were read: it is not read any more',
        );
      },
    });
    return () => fetcher.forget(cursor);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await (await this.following)?.close();
    await this.cluster.disconnect();
  }

  private fetch(at: TopicPartition, offset: number, waitMs: number): Promise<FetchedPartition> {
    const { topic, partition } = at;
    return untilConnected(
      this.client,
      `${topic}[${partition}]`,
      async () => {
        if (this.closed) throw new TypeError('The reader is closed.');
        try {
          const leader = leaderOf(this.cluster, topic, partition);
          if (leader === undefined) throw new Error(`Nobody leads ${topic}[${partition}].`);
          const [answer] = await fetchFrom(
            this.cluster,
            leader,
            [{ topic, partitions: [{ partition, fetchOffset: offset }] }],
            waitMs,
          );
          if (answer === undefined) throw new Error(`No answer about ${topic}[${partition}].`);
          if (answer.errorCode === OFFSET_OUT_OF_RANGE) throw await this.outOfRange(at, offset);
          if (answer.errorCode !== 0) throw new Error(`${topic}[${partition}]: error code ${answer.errorCode}.`);
          if (answer.unreadable !== undefined) throw answer.unreadable;
          return answer;
        } catch (error) {
          if (!isFinal(error)) await recover(this.cluster, error);
          throw error;
        }
      },
      isFinal,
    );
  }

  private async outOfRange(at: TopicPartition, wanted: number): Promise<OffsetOutOfRange> {
    const [available] = await this.offsets(at);
    return new OffsetOutOfRange(at, wanted, available ?? { start: 0, end: 0 });
  }

  private offsets({ topic, partition }: TopicPartition): Promise<Offsets[]> {
    return untilConnected(this.client, 'offsets', () => offsetsOf(this.cluster, topic, [partition]));
  }
}

const isFinal = (error: unknown) =>
  error instanceof OffsetOutOfRange || error instanceof TypeError || error instanceof Unreadable;

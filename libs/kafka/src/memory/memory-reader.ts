import {
  OffsetOutOfRange,
  type InRecord,
  type PartitionReader,
  type ReaderOptions,
  type TopicPartition,
} from '../port.js';
import type { MemoryClient } from './memory-client.js';
import { MemoryReading } from './memory-reading.js';

const BATCH = 500;

type OnRecords = (records: readonly InRecord[]) => void | Promise<void>;

export class MemoryReader implements PartitionReader {
  private readonly reading: MemoryReading;

  constructor(
    private readonly client: MemoryClient,
    { rest }: ReaderOptions = {},
  ) {
    this.reading = new MemoryReading(client.broker, rest);
  }

  async readToEnd(at: TopicPartition, from: number, onRecords: OnRecords): Promise<number> {
    const partition = this.client.broker.partition(at);
    for (let next = from; ;) {
      await this.client.broker.nextTurn();
      if (this.client.isDead) return new Promise(() => {});
      if (!partition.has(next)) throw new OffsetOutOfRange(at, next, partition.offsets);
      const records = partition.slice(next, BATCH);
      if (records.length === 0) return next;
      await onRecords(records);
      next += records.length;
    }
  }

  async follow(at: TopicPartition, from: number, onRecords: OnRecords): Promise<() => Promise<void>> {
    await this.client.broker.nextTurn();
    const partition = this.client.broker.partition(at);
    if (!partition.has(from)) throw new OffsetOutOfRange(at, from, partition.offsets);
    const cursor = this.reading.read(at, from, {
      onRecords,
      onRejected: () => undefined,
      onOutOfRange: () => {},
    });
    return () => this.reading.forget(cursor);
  }

  close(): Promise<void> {
    return this.reading.close();
  }

  kill(): void {
    this.reading.freeze();
  }
}

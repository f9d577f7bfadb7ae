import type { TopicSpec } from '#contracts';
import { partitionFor } from '../partition-for.js';
import { TopicMismatch, type Appended, type InRecord, type OutRecord, type TopicPartition } from '../port.js';
import type { AppendFate, Append } from './append-fate.js';
import { MemoryClient } from './memory-client.js';
import { MemoryGroup } from './memory-group.js';
import { MemoryPartition } from './memory-partition.js';

// Taken before a test replaces the timers: the broker is another machine, its time is not the test's.
const turn = setImmediate;

export interface MemoryBrokerOptions {
  /** Epoch milliseconds of the records. Default: Date.now. */
  readonly now?: () => number;
}

/** A broker shared by any number of clients in one process. It forgets nothing and compacts nothing. */
export function memoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
  return new MemoryBroker(options);
}

/** A client of a broker of its own, or of a shared one. */
export function memoryKafka(broker: MemoryBroker = memoryBroker(), clientId?: string): MemoryClient {
  return broker.connect(clientId);
}

/**
 * 1. Whatever a client asks for is done in a later turn of the event loop, in the order it was asked for.
 * 2. An append is one step: no reader sees half of it.
 * 3. What goes wrong goes wrong because a test said so.
 */
export class MemoryBroker {
  private readonly topics = new Map<string, { readonly spec: TopicSpec; readonly partitions: MemoryPartition[] }>();
  private readonly groups = new Map<string, MemoryGroup>();
  private readonly underWay: Append[] = [];
  private fates: (append: Append) => AppendFate = () => 'lands';
  private keyless = 0;
  private clients = 0;

  constructor(private readonly options: MemoryBrokerOptions) {}

  connect(clientId: string = `client-${++this.clients}`): MemoryClient {
    return new MemoryClient(this, clientId);
  }

  /** What becomes of appends from now on. Default: each lands. */
  decideFates(fates: (append: Append) => AppendFate): void {
    this.fates = fates;
  }

  /** What becomes of the next appends; those behind them land. */
  nextFates(...fates: AppendFate[]): void {
    this.decideFates(() => fates.shift() ?? 'lands');
  }

  /** Appends that are late land now, in their order. @returns how many there were. */
  landLate(): number {
    const late = this.underWay.splice(0);
    for (const append of late) this.write(append.records);
    return late.length;
  }

  /** All records of a topic, by partition, as anybody would read them. */
  records(topic: string): InRecord[] {
    return this.partitionsOf(topic).flatMap((partition) => partition.slice(partition.start));
  }

  /** Retention: the records before this offset are gone. */
  deleteRecords(at: TopicPartition, before: number): void {
    this.partition(at).deleteBefore(before);
  }

  /** The group's committed offset. */
  committed(groupId: string, at: TopicPartition): number | undefined {
    return this.group(groupId).committed(at);
  }

  // The rest is for the clients.

  later(task: () => void): void {
    turn(task);
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => void turn(resolve));
  }

  group(groupId: string): MemoryGroup {
    let group = this.groups.get(groupId);
    if (group === undefined) this.groups.set(groupId, (group = new MemoryGroup(this)));
    return group;
  }

  create(specs: readonly TopicSpec[]): void {
    for (const spec of specs) {
      const there = this.topics.get(spec.topic)?.spec.partitions;
      if (there !== undefined && there !== spec.partitions) {
        throw new TopicMismatch(`${spec.topic} has ${there} partitions where ${spec.partitions} are wanted.`);
      }
    }
    for (const spec of specs) {
      if (this.topics.has(spec.topic)) continue;
      const partitions = Array.from(
        { length: spec.partitions },
        (_, partition) => new MemoryPartition({ topic: spec.topic, partition }),
      );
      this.topics.set(spec.topic, { spec, partitions });
    }
  }

  specOf(topic: string): TopicSpec | undefined {
    return this.topics.get(topic)?.spec;
  }

  partitionsOf(topic: string): readonly MemoryPartition[] {
    const found = this.topics.get(topic);
    if (found === undefined) throw new Error(`There is no topic ${topic}.`);
    return found.partitions;
  }

  partition({ topic, partition }: TopicPartition): MemoryPartition {
    const found = this.partitionsOf(topic)[partition];
    if (found === undefined) throw new Error(`There is no partition ${topic}[${partition}].`);
    return found;
  }

  /** @throws Error if the append is to be reported as failed. */
  append(append: Append): readonly Appended[] {
    const records = append.records.map((record) => this.placed(record));
    const placed = { ...append, records };
    switch (this.fates(placed)) {
      case 'lands':
        return this.write(records);
      case 'lands twice': {
        const first = this.write(records);
        this.write(records);
        return first;
      }
      case 'lands now and late': {
        this.underWay.push(placed);
        return this.write(records);
      }
      case 'lands and fails':
        this.write(records);
        throw new Error('The acknowledgement was lost.');
      case 'fails and lands late':
        this.underWay.push(placed);
        throw new Error('No answer in time.');
      case 'fails':
        throw new Error('The request was lost.');
    }
  }

  private placed(record: OutRecord): OutRecord & { readonly partition: number } {
    const { length } = this.partitionsOf(record.topic);
    const { key, partition = key === null ? this.keyless++ % length : partitionFor(key, length) } = record;
    this.partition({ topic: record.topic, partition });
    return { ...record, partition };
  }

  private write(records: readonly OutRecord[]): readonly Appended[] {
    const timestamp = (this.options.now ?? Date.now)();
    const written = new Map<MemoryPartition, { baseOffset: number; count: number }>();
    for (const record of records) {
      const partition = this.partition({ topic: record.topic, partition: record.partition! });
      const offset = partition.write(record, timestamp);
      const before = written.get(partition);
      if (before === undefined) written.set(partition, { baseOffset: offset, count: 1 });
      else before.count++;
    }
    for (const partition of written.keys()) partition.tellReaders();
    return Array.from(written, ([{ at }, where]) => ({ ...at, ...where }));
  }
}

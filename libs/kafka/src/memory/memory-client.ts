import type { TopicSpec } from '#contracts';
import type {
  GroupConsumer,
  GroupHandlers,
  GroupOptions,
  Kafka,
  Offsets,
  PartitionReader,
  Producer,
  ProducerOptions,
  ReaderOptions,
  TopicDescription,
} from '../port.js';
import type { MemoryBroker } from './memory-broker.js';
import { MemoryGroupConsumer } from './memory-group-consumer.js';
import { MemoryProducer } from './memory-producer.js';
import { MemoryReader } from './memory-reader.js';

interface Part {
  close(): Promise<void>;
  kill(): void;
}

/** A process that talks to the broker, and all that may happen to a process. */
export class MemoryClient implements Kafka {
  private readonly parts = new Set<Part>();
  private gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  private dead = false;

  constructor(
    readonly broker: MemoryBroker,
    readonly clientId: string,
  ) {}

  // What may happen to it

  /** Its appends are under way and do not arrive, until `release`. */
  hold(): void {
    if (this.gate !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gate = { opened: promise, open: resolve };
  }

  release(): void {
    this.gate?.open();
    this.gate = undefined;
  }

  /** Its groups count it as dead and give its partitions to others. It does not know, and goes on reading. */
  expire(): void {
    for (const part of this.parts) if (part instanceof MemoryGroupConsumer) part.expire();
  }

  /** It has noticed that it was expired, and joins again. */
  rejoin(): void {
    for (const part of this.parts) if (part instanceof MemoryGroupConsumer) part.rejoin();
  }

  /** SIGKILL: nothing arrives here any more, nothing leaves, no promise is kept. Its groups notice. */
  kill(): void {
    this.dead = true;
    for (const part of this.parts) part.kill();
    this.parts.clear();
  }

  get isDead(): boolean {
    return this.dead;
  }

  /** Resolves when this client's appends are let through; never for a dead one. */
  async passage(): Promise<void> {
    await this.broker.nextTurn();
    while (this.gate !== undefined) await this.gate.opened;
    if (this.dead) await never;
  }

  // The port

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    await this.broker.nextTurn();
    this.broker.create(specs);
  }

  async describeTopics(topics: readonly string[]): Promise<readonly TopicDescription[]> {
    await this.broker.nextTurn();
    return topics.flatMap((topic) => this.broker.specOf(topic) ?? []);
  }

  async offsets(topic: string): Promise<readonly Offsets[]> {
    await this.broker.nextTurn();
    return this.broker.partitionsOf(topic).map(({ offsets }) => offsets);
  }

  async producer(options: ProducerOptions = {}): Promise<Producer> {
    await this.broker.nextTurn();
    return this.keep(new MemoryProducer(this, options));
  }

  async join(options: GroupOptions, handlers: GroupHandlers): Promise<GroupConsumer> {
    await this.broker.nextTurn();
    for (const topic of options.topics) this.broker.partitionsOf(topic);
    const consumer = this.keep(new MemoryGroupConsumer(this, options, handlers));
    consumer.rejoin();
    await this.broker.nextTurn();
    return consumer;
  }

  async reader(topics: readonly string[], options?: ReaderOptions): Promise<PartitionReader> {
    await this.broker.nextTurn();
    for (const topic of topics) this.broker.partitionsOf(topic);
    return this.keep(new MemoryReader(this, options));
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.parts, (part) => part.close()));
    this.parts.clear();
  }

  private keep<T extends Part>(part: T): T {
    this.parts.add(part);
    return part;
  }
}

const never = new Promise<never>(() => {});

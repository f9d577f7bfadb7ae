import type { Admin } from 'kafkajs';
import type { TopicSpec } from '#contracts';
import type { GroupHandlers, GroupOptions, Kafka, Offsets, ProducerOptions, ReaderOptions } from '../port.js';
import { joinGroup } from './group-consumer.js';
import { clusterOf, kafkajsClient, RETRY, type Client, type Cluster } from './kafkajs-client.js';
import { offsetsOf } from './offsets.js';
import type { ConnectOptions } from './options.js';
import { openReader } from './partition-reader.js';
import { openProducer } from './producer.js';
import { describeTopics, ensureTopics } from './topics.js';
import { untilConnected } from './until-connected.js';

/**
 * Kafka through kafkajs. Nothing is connected before it is used, and a broker that is away is waited for.
 * @throws TypeError without brokers.
 */
export function connectKafka(options: ConnectOptions): Kafka {
  if (options.brokers.length === 0)
    throw new TypeError('No Kafka brokers given: set KAFKA_BROKERS, e.g. localhost:9092.');
  return new KafkaClient(options);
}

interface Closable {
  close(): Promise<void>;
}

class KafkaClient implements Kafka {
  private readonly closing = new AbortController();
  private readonly client: Client;
  private readonly open = new Set<Closable>();
  private administration: Promise<Admin> | undefined;
  private lookups: Promise<Cluster> | undefined;

  constructor(options: ConnectOptions) {
    this.client = kafkajsClient(options, this.closing.signal);
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    await ensureTopics(this.client, () => this.admin(), specs);
  }

  async describeTopics(topics: readonly string[]) {
    return describeTopics(await this.admin(), topics);
  }

  async offsets(topic: string): Promise<readonly Offsets[]> {
    const cluster = await this.lookup();
    return untilConnected(this.client, `offsets of ${topic}`, async () => {
      if (!cluster.isConnected()) await cluster.connect();
      await cluster.addTargetTopic(topic);
      const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
      try {
        return await offsetsOf(
          cluster,
          topic,
          partitions.sort((a, b) => a - b),
        );
      } catch (error) {
        await cluster.refreshMetadata();
        throw error;
      }
    });
  }

  producer(options?: ProducerOptions) {
    return this.keep(openProducer(this.client, options));
  }

  join(options: GroupOptions, handlers: GroupHandlers) {
    return this.keep(joinGroup(this.client, options, handlers));
  }

  reader(topics: readonly string[], options?: ReaderOptions) {
    return this.keep(openReader(this.client, topics, options));
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('The Kafka client is closed.'));
    await Promise.all(Array.from(this.open, (it) => it.close()));
    this.open.clear();
    await (await this.administration?.catch(() => undefined))?.disconnect();
    await (await this.lookups?.catch(() => undefined))?.disconnect();
  }

  private async keep<T extends Closable>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    if (this.closing.signal.aborted) {
      await opened.close();
      throw this.closing.signal.reason as Error;
    }
    this.open.add(opened);
    const close = opened.close.bind(opened);
    opened.close = () => {
      this.open.delete(opened);
      return close();
    };
    return opened;
  }

  /** With a bound: it is asked at start-up and by people. */
  private admin(): Promise<Admin> {
    const admin = this.client.kafkajs.admin({ retry: { ...RETRY, retries: 8 } });
    this.administration ??= admin.connect().then(
      () => admin,
      (error: unknown) => {
        this.administration = undefined;
        throw error;
      },
    );
    return this.administration;
  }

  private lookup(): Promise<Cluster> {
    this.lookups ??= (async () => {
      const cluster = clusterOf(this.client);
      await untilConnected(this.client, 'offsets', () => cluster.connect());
      return cluster;
    })();
    return this.lookups;
  }
}

import type { ICustomPartitioner, Message, Producer as KafkaJsProducer, RecordMetadata } from 'kafkajs';
import { AppendFailed, type Appended, type OutRecord, type Producer, type ProducerOptions } from '../port.js';
import { partitionFor } from '../partition-for.js';
import { RETRY, type Client } from './kafkajs-client.js';
import { untilConnected } from './until-connected.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const ALL_IN_SYNC_REPLICAS = -1;

/** The partition chosen is written into the message, so that afterwards one knows how many went where. */
const byKey: ICustomPartitioner = () => {
  let turn = 0;
  return ({ partitionMetadata, message }) => {
    const { key } = message;
    message.partition ??= key == null ? turn++ % partitionMetadata.length : partitionFor(key, partitionMetadata.length);
    return message.partition;
  };
};

export async function openProducer(client: Client, options: ProducerOptions = {}): Promise<Producer> {
  const producer = new KafkaProducer(client, options);
  await untilConnected(client, 'producer', () => producer.connect());
  return producer;
}

class KafkaProducer implements Producer {
  private current: KafkaJsProducer;
  /** Why nothing can be sent any more. */
  private over: string | undefined;
  /** One request of an idempotent producer at a time: kafkajs' own lock does not keep the order. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly idempotent: boolean;
  private readonly timeoutMs: number;

  constructor(
    private readonly client: Client,
    options: ProducerOptions,
  ) {
    this.idempotent = options.idempotent ?? false;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.current = this.create();
  }

  connect(): Promise<void> {
    return this.current.connect();
  }

  async send(records: readonly OutRecord[]): Promise<readonly Appended[]> {
    if (this.over !== undefined) throw new AppendFailed(this.over);
    if (records.length === 0) return [];
    const topicMessages = byTopic(records);
    const { current } = this;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer within ${this.timeoutMs} ms.`)), this.timeoutMs);
    });
    try {
      return appended(await Promise.race([this.inTurn(current, topicMessages), tooLate]), topicMessages);
    } catch (error) {
      this.replace(current);
      throw new AppendFailed(`${records.length} records may be on Kafka or not: ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.over = 'The producer is closed.';
    await this.current.disconnect();
  }

  private inTurn(current: KafkaJsProducer, topicMessages: TopicMessages[]): Promise<RecordMetadata[]> {
    const send = () => current.sendBatch({ acks: ALL_IN_SYNC_REPLICAS, timeout: this.timeoutMs, topicMessages });
    if (!this.idempotent) return send();
    const sent = this.last.then(() => {
      if (this.over !== undefined) throw new Error(this.over);
      return send();
    });
    this.last = sent.catch(() => {});
    return sent;
  }

  /** What failed is not tried again behind the caller's back: the client with its retries goes. */
  private replace(failed: KafkaJsProducer): void {
    if (failed !== this.current || this.over !== undefined) return;
    failed.disconnect().catch((error: unknown) => this.client.logger.debug({ err: error }, 'Disconnecting'));
    if (this.idempotent) {
      this.over = 'An append of this idempotent producer has failed before: it has to be replaced.';
      return;
    }
    this.current = this.create();
    this.current.connect().catch((error: unknown) => this.client.logger.warn({ err: error }, 'Kafka does not answer'));
  }

  private create(): KafkaJsProducer {
    return this.client.kafkajs.producer({
      createPartitioner: byKey,
      allowAutoTopicCreation: false,
      idempotent: this.idempotent,
      ...(this.idempotent && { maxInFlightRequests: 1 }),
      retry: { ...RETRY, retries: 10 + Math.ceil(this.timeoutMs / RETRY.maxRetryTime) },
    });
  }
}

interface TopicMessages {
  readonly topic: string;
  readonly messages: Message[];
}

function byTopic(records: readonly OutRecord[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, partition, key, value, headers } of records) {
    const message: Message = { key, value };
    if (partition !== undefined) message.partition = partition;
    if (headers !== undefined) message.headers = headers;
    const messages = topics.get(topic);
    if (messages === undefined) topics.set(topic, [message]);
    else messages.push(message);
  }
  return Array.from(topics, ([topic, messages]) => ({ topic, messages }));
}

function appended(answer: readonly RecordMetadata[], topicMessages: readonly TopicMessages[]): Appended[] {
  return answer.map(({ topicName, partition, baseOffset }) => {
    const messages = topicMessages.find(({ topic }) => topic === topicName)?.messages ?? [];
    let count = 0;
    for (const message of messages) if (message.partition === partition) count++;
    return { topic: topicName, partition, baseOffset: Number(baseOffset), count };
  });
}

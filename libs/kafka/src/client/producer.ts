import { setTimeout as pause } from 'node:timers/promises';
import { AppendFailed, type Appended, type OutRecord, type Producer, type ProducerOptions } from '../port.js';
import { recover } from './fetching/fetch.js';
import { clusterOf, type Client, type Cluster } from './kafkajs-client.js';
import { place, type Batch } from './producing/place.js';
import type { ProducerId } from './producing/encode-produce.js';
import { produceTo, producerIdFrom } from './producing/produce.js';
import { isHopeless, untilConnected } from './until-connected.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const TRY_AGAIN_MS = { first: 8, longest: 200 };

/**
 * Over kafkajs' connections, not its producer: that one goes on trying after its caller has given up, opens connections
 * again that were closed, and mixes up the order of an idempotent producer's requests.
 */
export async function openProducer(client: Client, options: ProducerOptions = {}): Promise<Producer> {
  const producer = new KafkaProducer(client, options);
  await producer.connect();
  return producer;
}

/** One `send` on its way. */
interface Attempt {
  /** Its sender has given up: nothing more is sent. */
  over: boolean;
}

class KafkaProducer implements Producer {
  private cluster: Cluster;
  private identity: ProducerId | undefined;
  private readonly sequences = new Map<string, number>();
  private readonly topics = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();
  /** Why nothing can be sent any more. */
  private closed: string | undefined;
  private readonly idempotent: boolean;
  private readonly timeoutMs: number;

  constructor(
    private readonly client: Client,
    options: ProducerOptions,
  ) {
    this.idempotent = options.idempotent ?? false;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.cluster = clusterOf(client);
  }

  async connect(): Promise<void> {
    await untilConnected(this.client, 'producer', async () => {
      await this.cluster.connect();
      await this.cluster.refreshMetadata();
      if (this.idempotent) this.identity = await producerIdFrom(this.cluster);
    });
  }

  async send(records: readonly OutRecord[]): Promise<readonly Appended[]> {
    if (this.closed !== undefined) throw new AppendFailed(this.closed);
    if (records.length === 0) return [];
    const attempt: Attempt = { over: false };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer within ${this.timeoutMs} ms.`)), this.timeoutMs);
    });
    try {
      return await Promise.race([this.inTurn(records, attempt), tooLate]);
    } catch (error) {
      this.failed();
      throw new AppendFailed(`${records.length} records may be on Kafka or not: ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      attempt.over = true;
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.closed = 'The producer is closed.';
    await this.cluster.disconnect();
  }

  private inTurn(records: readonly OutRecord[], attempt: Attempt): Promise<readonly Appended[]> {
    if (!this.idempotent) return this.append(records, attempt);
    const sent = this.last.then(() => this.append(records, attempt));
    this.last = sent.catch(() => {});
    return sent;
  }

  private async append(records: readonly OutRecord[], attempt: Attempt): Promise<readonly Appended[]> {
    const { cluster } = this;
    const done: Appended[] = [];
    let batches: Batch[] | undefined;
    for (let waitMs = TRY_AGAIN_MS.first; ; waitMs = Math.min(waitMs * 2, TRY_AGAIN_MS.longest)) {
      if (attempt.over || this.closed !== undefined) throw new Error(this.closed ?? 'Its sender has given up.');
      try {
        await this.know(cluster, records);
        batches ??= this.numbered(place(cluster, records));
        const { appended, left, error } = await produceTo(cluster, batches, this.identity, this.timeoutMs);
        done.push(...appended);
        if (left.length === 0) return done;
        batches = left;
        throw error;
      } catch (error) {
        if (!mayHeal(error) || attempt.over || this.closed !== undefined) throw error;
        this.client.logger.debug({ err: error }, 'An append failed, trying again');
        await pause(waitMs);
        if (!attempt.over && this.closed === undefined) await recover(cluster, error).catch(() => {});
      }
    }
  }

  /** A batch keeps its number however often it is sent: that is how the broker knows it again. */
  private numbered(batches: Batch[]): Batch[] {
    if (!this.idempotent) return batches;
    for (const batch of batches) {
      const key = `${batch.topic}/${batch.partition}`;
      batch.firstSequence = this.sequences.get(key) ?? 0;
      this.sequences.set(key, (batch.firstSequence + batch.records.length) % 0x8000_0000);
    }
    return batches;
  }

  private async know(cluster: Cluster, records: readonly OutRecord[]): Promise<void> {
    for (const { topic } of records) {
      if (this.topics.has(topic)) continue;
      await cluster.addTargetTopic(topic);
      this.topics.add(topic);
    }
    if (!cluster.isConnected()) await cluster.connect();
    await cluster.refreshMetadataIfNecessary();
  }

  /** Requests that got no answer block their connection, so it goes; an idempotent producer goes as a whole. */
  private failed(): void {
    if (this.closed !== undefined) return;
    this.cluster.disconnect().catch((error: unknown) => this.client.logger.debug({ err: error }, 'Disconnecting'));
    if (this.idempotent)
      this.closed = 'An append of this idempotent producer has failed before: it has to be replaced.';
    this.cluster = clusterOf(this.client);
    this.topics.clear();
  }
}

/** kafkajs wraps errors that it has tried often enough; whether time heals them the first one says. */
function mayHeal(error: unknown): boolean {
  if (isHopeless(error as Error)) return false;
  let first = error;
  while (first instanceof Error && first.cause instanceof Error) first = first.cause;
  return (first as { retriable?: boolean }).retriable !== false;
}

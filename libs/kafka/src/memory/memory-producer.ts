import { AppendFailed, type Appended, type OutRecord, type Producer, type ProducerOptions } from '../port.js';
import type { MemoryClient } from './memory-client.js';

export class MemoryProducer implements Producer {
  private over: string | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: MemoryClient,
    private readonly options: ProducerOptions,
  ) {}

  async send(records: readonly OutRecord[]): Promise<readonly Appended[]> {
    if (this.over !== undefined) throw new AppendFailed(this.over);
    if (records.length === 0) return [];
    const sent = this.last.then(() => this.append(records));
    this.last = sent.catch(() => {});
    try {
      return await this.inTime(sent);
    } catch (error) {
      if (this.options.idempotent === true) {
        this.over ??= 'An append of this idempotent producer has failed before: it has to be replaced.';
      }
      throw new AppendFailed(`${records.length} records may be on Kafka or not: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    this.over = 'The producer is closed.';
  }

  kill(): void {}

  private async append(records: readonly OutRecord[]): Promise<readonly Appended[]> {
    await this.client.passage();
    return this.client.broker.append({ clientId: this.client.clientId, records });
  }

  /** An append that is held for longer fails for its sender, and lands all the same when it is released. */
  private async inTime<T>(sent: Promise<T>): Promise<T> {
    const { timeoutMs } = this.options;
    if (timeoutMs === undefined) return sent;
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      if (!this.client.isDead) reject(new Error(`No answer within ${timeoutMs} ms.`));
    }, timeoutMs);
    try {
      return await Promise.race([sent, promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

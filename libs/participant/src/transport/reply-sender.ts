import type { OutRecord, Producer } from '#kafka';

/**
 * Sends what the batches have to say. While one request is under way everything that arrives waits and becomes the
 * next one, so under load one request carries the replies of many batches, and when idle nothing waits.
 */
export class ReplySender {
  readonly #producer: Pick<Producer, 'send'>;
  #waiting: OutRecord[] = [];
  #next: Promise<void> | undefined;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(producer: Pick<Producer, 'send'>) {
    this.#producer = producer;
  }

  /** Resolves when all of them are acknowledged. @throws AppendFailed */
  send(records: readonly OutRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    for (const record of records) this.#waiting.push(record);
    this.#next ??= this.#sending.then(() => this.#flush());
    return this.#next;
  }

  async #flush(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    const sent = this.#producer.send(records);
    this.#sending = sent.catch(() => undefined);
    await sent;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#next) await this.#next.catch(() => undefined);
    await this.#sending;
  }
}

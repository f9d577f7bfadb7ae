import { AppendFailed, type Appended, type OutRecord, type Producer } from '../port.js';

interface Waiting {
  readonly records: readonly OutRecord[];
  readonly resolve: (appended: readonly Appended[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One idempotent producer for everything that a process appends to its partitions. While one request is under way
 * whatever else is to be appended waits and becomes the next request, so a process with twelve busy partitions makes
 * one request at a time and not twelve. Each partition's records stay together: all of them land, or none.
 *
 * After a failure the producer is thrown away, since the fate of what it sent is unknown, and the next append gets a
 * new one.
 */
export class LogWriter {
  #producer: Promise<Producer> | undefined;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(private readonly newProducer: () => Promise<Producer>) {}

  /**
   * @returns what `Producer.send` returns for these records.
   * @throws AppendFailed: the fate of these records is unknown.
   */
  append(records: readonly OutRecord[]): Promise<readonly Appended[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await (await producer?.catch(() => undefined))?.close();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    // One turn of the event loop's microtasks lets partitions that woke together share the request.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#send(this.#take());
    }
    this.#busy = false;
  }

  /** What can share a request: of two appends to one partition the second waits, or neither could tell its offset. */
  #take(): Waiting[] {
    const partitions = new Set<string>();
    const fits = this.#waiting.findIndex(({ records }) => {
      const own = new Set(records.map(({ topic, partition }) => `${topic}/${partition}`));
      if ([...own].some((p) => partitions.has(p))) return true;
      for (const p of own) partitions.add(p);
      return false;
    });
    return this.#waiting.splice(0, fits < 0 ? this.#waiting.length : fits);
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      this.#producer ??= this.newProducer();
      const producer = await this.#producer;
      const appended = await producer.send(batch.length === 1 ? batch[0]!.records : batch.flatMap((w) => w.records));
      for (const waiting of batch) waiting.resolve(appended);
    } catch (error) {
      const failed = error instanceof AppendFailed ? error : new AppendFailed(String(error), { cause: error });
      const producer = this.#producer;
      this.#producer = undefined;
      for (const waiting of batch) waiting.reject(failed);
      void producer?.then((p) => p.close()).catch(() => undefined);
    }
  }
}

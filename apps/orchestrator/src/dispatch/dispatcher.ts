import type { OutRecord, Producer } from '#kafka';

export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** What one partition's owner has dispatched; cancelled when it steps down. */
export class Outbox {
  readonly #open = new Set<Promise<void>>();
  readonly #end = Promise.withResolvers<never>();
  #cancelled = false;

  constructor() {
    this.#end.promise.catch(() => undefined); // Whoever waits for it hears of it.
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Nothing more of this goes out (O8). */
  cancel(): void {
    this.#cancelled = true;
    this.#end.reject(new Cancelled('The owner stepped down before everything was dispatched.'));
  }

  /**
   * Resolves when all that has been dispatched until now is acknowledged.
   * @throws Cancelled: some of it never will be.
   */
  flushed(): Promise<void> {
    return this.sent(Promise.all(this.#open));
  }

  /**
   * Waits for a dispatch, no longer than this outbox lives.
   * @throws Cancelled: it may never go out.
   */
  async sent(dispatch: Promise<unknown>): Promise<void> {
    await Promise.race([dispatch, this.#end.promise]);
    if (this.#cancelled) await this.#end.promise;
  }

  /** @internal */
  track(sent: Promise<void>): void {
    this.#open.add(sent);
    void sent.finally(() => this.#open.delete(sent));
  }
}

interface Parcel {
  readonly records: readonly OutRecord[];
  readonly outbox: Outbox;
  /** Tried once: an answer to somebody whose topic may not exist. */
  readonly once: boolean;
  readonly done: () => void;
}

interface Options {
  readonly newProducer: () => Promise<Producer>;
  /** Told of every topic that refuses records; the dispatcher goes on trying. */
  readonly onRefused: (topic: string, error: unknown) => void;
  readonly retryMs?: number;
  /** Records in one request at the most. */
  readonly mostRecords?: number;
}

/**
 * Sends what follows from decisions that count: commands, outcomes, definitions. One request at a time carries whatever
 * has gathered, whatever the topics; each record is repeated until the broker has acknowledged it (O3), and a topic that
 * refuses records does not hold up the others.
 */
export class Dispatcher {
  #producer: Promise<Producer> | undefined;
  #queue: Parcel[] = [];
  #busy = false;
  #closed = false;
  readonly #retries = new Set<NodeJS.Timeout>();

  constructor(private readonly options: Options) {}

  /** Repeated until acknowledged, in order for each topic as long as the broker takes them. */
  dispatch(outbox: Outbox, records: readonly OutRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    const sent = new Promise<void>((done) => this.#enqueue({ records, outbox, once: false, done }));
    outbox.track(sent);
    return sent;
  }

  /** Tried once. */
  answer(outbox: Outbox, records: readonly OutRecord[]): void {
    if (records.length > 0) this.#enqueue({ records, outbox, once: true, done: () => undefined });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const retry of this.#retries) clearTimeout(retry);
    await (await this.#producer?.catch(() => undefined))?.close();
  }

  #enqueue(parcel: Parcel): void {
    this.#queue.push(parcel);
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    await Promise.resolve();
    while (this.#queue.length > 0 && !this.#closed) {
      const parcels = this.#take();
      if (parcels.length === 0) continue;
      await this.#sendAll(parcels).catch(() => this.#sendByTopic(parcels));
    }
    this.#busy = false;
  }

  #take(): Parcel[] {
    const most = this.options.mostRecords ?? 4_000;
    let records = 0;
    let taken = 0;
    while (taken < this.#queue.length && (taken === 0 || records + this.#queue[taken]!.records.length <= most)) {
      records += this.#queue[taken++]!.records.length;
    }
    return this.#queue.splice(0, taken).filter((parcel) => !dropped(parcel));
  }

  async #sendAll(parcels: readonly Parcel[]): Promise<void> {
    await this.#send(parcels.length === 1 ? parcels[0]!.records : parcels.flatMap(({ records }) => records));
    for (const { done } of parcels) done();
  }

  /** Finds out which topics refuse, and tries those again later; the others are done. */
  async #sendByTopic(parcels: readonly Parcel[]): Promise<void> {
    const topics = new Set(parcels.flatMap(({ records }) => records.map(({ topic }) => topic)));
    const refused = new Set<string>();
    for (const topic of topics) {
      const records = parcels.flatMap((p) => (dropped(p) ? [] : p.records.filter((r) => r.topic === topic)));
      await this.#send(records).catch((error: unknown) => {
        refused.add(topic);
        this.options.onRefused(topic, error);
      });
    }
    const left = parcels.flatMap((parcel): Parcel[] => {
      const records = parcel.records.filter(({ topic }) => refused.has(topic));
      if (records.length === 0 || parcel.once) parcel.done();
      else return [{ ...parcel, records }];
      return [];
    });
    if (left.length > 0) this.#later(left);
  }

  #later(parcels: readonly Parcel[]): void {
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      for (const parcel of parcels) this.#enqueue(parcel);
    }, this.options.retryMs ?? 1_000);
    this.#retries.add(retry);
  }

  async #send(records: readonly OutRecord[]): Promise<void> {
    if (records.length === 0) return;
    this.#producer ??= this.options.newProducer();
    const producer = await this.#producer.catch((error: unknown) => {
      this.#producer = undefined;
      throw error;
    });
    await producer.send(records);
  }
}

function dropped(parcel: Parcel): boolean {
  if (parcel.outbox.cancelled) parcel.done();
  return parcel.outbox.cancelled;
}

import type { OutRecord, Producer } from '#kafka';
import { Lane, MOST_SIZE, sizeOf, type Parcel } from './lane.js';
import type { Outbox } from './outbox.js';

interface Options {
  readonly newProducer: () => Promise<Producer>;
  /** Told each time that a topic refuses records; the dispatcher goes on trying. */
  readonly onRefused: (topic: string, error: unknown) => void;
  readonly retryMs?: number;
  /** How long a topic that has refused an answer is kept apart. */
  readonly apartMs?: number;
  /** Records in one request at the most. */
  readonly mostRecords?: number;
}

/**
 * Sends what follows from decisions that count: commands, outcomes, definitions. One request at a time carries whatever
 * has gathered, whatever the topics; each record is repeated until the broker has acknowledged it (O3). A request to a
 * topic that is not there may take long to fail, so after a failure each of its topics has a lane of its own until it
 * takes records again: it holds up nobody else.
 */
export class Dispatcher {
  readonly #together: Lane;
  readonly #answers: Lane;
  readonly #apart = new Map<string, Lane>();
  #closed = false;

  constructor(private readonly options: Options) {
    const handlers = {
      newProducer: options.newProducer,
      mostRecords: options.mostRecords ?? 4_000,
      onFailed: (parcels: readonly Parcel[]) => this.#partTopics(parcels),
    };
    this.#together = new Lane(handlers);
    this.#answers = new Lane(handlers);
  }

  /** Repeated until acknowledged, in order for each topic as long as the broker takes them. */
  dispatch(outbox: Outbox, records: readonly OutRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    const sent = new Promise<void>((done) =>
      this.#put(this.#together, { records, size: sizeOf(records), outbox, once: false, done }),
    );
    outbox.track(sent);
    return sent;
  }

  /** Tried once, and waited for by nobody. */
  answer(outbox: Outbox, records: readonly OutRecord[]): void {
    if (records.length === 0) return;
    this.#put(this.#answers, { records, size: sizeOf(records), outbox, once: true, done: () => undefined });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#together, this.#answers, ...this.#apart.values()].map((lane) => lane.close()));
  }

  #put(lane: Lane, parcel: Parcel): void {
    if (parcel.size > MOST_SIZE && parcel.records.length > 1) this.#halve(parcel, lane);
    else if (this.#apart.size > 0 && parcel.records.some(({ topic }) => this.#apart.has(topic)))
      this.#split(parcel, lane);
    else lane.put(parcel);
  }

  #halve(parcel: Parcel, lane: Lane): void {
    const middle = Math.ceil(parcel.records.length / 2);
    let left = 2;
    const done = () => void (--left === 0 && parcel.done());
    for (const records of [parcel.records.slice(0, middle), parcel.records.slice(middle)])
      this.#put(lane, { ...parcel, records, size: sizeOf(records), done });
  }

  #partTopics(parcels: readonly Parcel[]) {
    for (const parcel of parcels) this.#split(parcel, undefined);
    return { again: [], afterMs: 0 };
  }

  /** Each topic's records on their own way; those of topics that are not apart go with `lane`, if there is one. */
  #split(parcel: Parcel, lane: Lane | undefined): void {
    const byTopic = Map.groupBy(parcel.records, ({ topic }) => topic);
    let left = byTopic.size;
    const done = () => void (--left === 0 && parcel.done());
    for (const [topic, records] of byTopic) {
      const its = lane && !this.#apart.has(topic) ? lane : this.#laneOf(topic);
      its.put({ ...parcel, records, size: sizeOf(records), done });
    }
  }

  #laneOf(topic: string): Lane {
    const there = this.#apart.get(topic);
    if (there) return there;
    const { newProducer, onRefused, retryMs = 1_000, apartMs = 30_000, mostRecords = 4_000 } = this.options;
    const lane: Lane = new Lane({
      newProducer,
      mostRecords,
      onFailed: (parcels, error) => {
        onRefused(topic, error);
        for (const { once, done } of parcels) if (once) done();
        return { again: parcels.filter(({ once }) => !once), afterMs: retryMs };
      },
      onEmpty: (failed) => {
        // An answer is not repeated, so its topic may still be ill when nothing is left.
        if (failed) setTimeout(() => this.#reunite(topic, lane), apartMs).unref();
        else this.#reunite(topic, lane);
      },
    });
    this.#apart.set(topic, lane);
    return lane;
  }

  #reunite(topic: string, lane: Lane): void {
    if (this.#closed || !lane.isEmpty || this.#apart.get(topic) !== lane) return;
    this.#apart.delete(topic);
    void lane.close();
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { OutRecord, Producer } from '#kafka';
import type { Outbox } from './outbox.js';

export interface Parcel {
  readonly records: readonly OutRecord[];
  readonly outbox: Outbox;
  /** Tried once: an answer to somebody whose topic may not exist. */
  readonly once: boolean;
  readonly done: () => void;
}

interface Handlers {
  readonly newProducer: () => Promise<Producer>;
  readonly mostRecords: number;
  /** A request failed. @returns what is to be tried again in this lane, after a pause. */
  readonly onFailed: (
    parcels: readonly Parcel[],
    error: unknown,
  ) => { readonly again: Parcel[]; readonly afterMs: number };
  /** Nothing is left; did the last request fail? */
  readonly onEmpty?: (failed: boolean) => void;
}

/** Parcels that go out in their order, one request at a time, each with whatever has gathered meanwhile. */
export class Lane {
  #producer: Promise<Producer> | undefined;
  #queue: Parcel[] = [];
  #busy = false;
  readonly #closing = new AbortController();

  constructor(private readonly handlers: Handlers) {}

  put(parcel: Parcel): void {
    this.#queue.push(parcel);
    if (!this.#busy) void this.#drain();
  }

  get isEmpty(): boolean {
    return !this.#busy && this.#queue.length === 0;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await (await this.#producer?.catch(() => undefined))?.close();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    let failed = false;
    await Promise.resolve();
    while (this.#queue.length > 0 && !this.#closing.signal.aborted) {
      const parcels = this.#take();
      if (parcels.length === 0) continue;
      try {
        await this.#send(parcels.length === 1 ? parcels[0]!.records : parcels.flatMap(({ records }) => records));
        failed = false;
        for (const { done } of parcels) done();
      } catch (error) {
        failed = true;
        const { again, afterMs } = this.handlers.onFailed(parcels, error);
        this.#queue = [...again, ...this.#queue];
        if (again.length > 0) await pause(afterMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    this.#busy = false;
    if (!this.#closing.signal.aborted) this.handlers.onEmpty?.(failed);
  }

  #take(): Parcel[] {
    const { mostRecords } = this.handlers;
    let records = 0;
    let taken = 0;
    while (taken < this.#queue.length && (taken === 0 || records + this.#queue[taken]!.records.length <= mostRecords)) {
      records += this.#queue[taken++]!.records.length;
    }
    return this.#queue.splice(0, taken).filter((parcel) => !dropped(parcel));
  }

  async #send(records: readonly OutRecord[]): Promise<void> {
    this.#producer ??= this.handlers.newProducer();
    const producer = await this.#producer.catch((error: unknown) => {
      this.#producer = undefined;
      throw error;
    });
    await producer.send(records);
  }
}

function dropped({ outbox, done }: Parcel): boolean {
  if (outbox.cancelled) done();
  return outbox.cancelled;
}

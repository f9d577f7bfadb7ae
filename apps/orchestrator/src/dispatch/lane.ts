import { setTimeout as pause } from 'node:timers/promises';
import type { OutRecord, Producer } from '#kafka';
import type { Outbox } from './outbox.js';

export interface Parcel {
  readonly records: readonly OutRecord[];
  /** Characters of its records' values. */
  readonly size: number;
  readonly outbox: Outbox;
  /** Tried once: an answer to somebody whose topic may not exist. */
  readonly once: boolean;
  readonly done: () => void;
}

/**
 * Characters of one request, so at most 900,000 bytes: what goes to one partition is one batch, and by default a topic
 * takes 1 MiB. A record that is longer goes alone.
 */
export const MOST_SIZE = 300_000;

export const sizeOf = (records: readonly OutRecord[]): number => {
  let size = 0;
  for (const { value } of records) size += value?.length ?? 0;
  return size;
};

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
    let size = 0;
    let taken = 0;
    for (; taken < this.#queue.length; taken++) {
      const parcel = this.#queue[taken]!;
      records += parcel.records.length;
      size += parcel.size;
      if (taken > 0 && (records > mostRecords || size > MOST_SIZE)) break;
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

import { decode, follow, isMarker, logRecord, NOBODY, type Current, type LogRecord } from '#contracts';
import type { InRecord } from '#kafka';
import type { Batch, PlacedDecision, Position } from '#views';

/** The views were filled from another log than this. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
  constructor(partition: number, offset: number) {
    super(
      `The views do not belong to this log: what they hold of partition ${partition} up to offset ${offset} is not what stands there. ` +
        'Is KAFKA_BROKERS, BACKSTEP_TOPIC_PREFIX, DATABASE_URL or BACKSTEP_DATA_DIR another? If the log is new, ' +
        'empty the views with `npx backstep rebuild`.',
    );
  }
}

/**
 * One partition of the log on its way into the views: what has been read of it, by the reader's rule, and not been
 * written yet.
 */
export class PartitionFeed {
  /** Up to where the views have it; absent: nothing of it. */
  #written: Position | undefined;
  #current: Current;
  #read: number;
  #last: string;
  #decisions: PlacedDecision[] = [];
  #size = 0;
  /** The log's beginning is gone, and no marker has been read yet: who owns it now is told by its decisions. */
  #joining: boolean;
  readonly #verified = Promise.withResolvers<void>();

  constructor(
    readonly partition: number,
    written: Position | undefined,
    /** The first offset that is still there. */
    readonly start: number,
  ) {
    this.#written = written;
    this.#current = written?.current ?? NOBODY;
    this.#read = Math.max(start, written?.offset ?? 0);
    this.#last = written?.last ?? '';
    this.#joining = start > (written?.offset ?? 0);
    if (this.from === this.#read) this.#verified.resolve();
    // Whoever does not wait for it hears of it from `take`.
    this.#verified.promise.catch(() => undefined);
  }

  /** Rejects with OtherLog where the views were filled from another one. */
  get verified(): Promise<void> {
    return this.#verified.promise;
  }

  /** From where it is to be read: the last record that is written is read again, to see that it is still the same. */
  get from(): number {
    return this.#written && this.#read > this.start && this.#read === this.#written.offset
      ? this.#read - 1
      : this.#read;
  }

  /** Records between these were gone before they were read. */
  get missed(): { readonly from: number; readonly to: number } | undefined {
    const from = this.#written?.offset ?? 0;
    return this.#written && from < this.start ? { from, to: this.start } : undefined;
  }

  get written(): number {
    return this.#written?.offset ?? 0;
  }

  /** Characters that wait to be written. */
  get size(): number {
    return this.#size;
  }

  get hasMore(): boolean {
    return this.#read > this.written && (this.#written !== undefined || this.#last !== '');
  }

  /** @throws OtherLog if the record before the first new one is not the one that the views have taken in. */
  take(records: readonly InRecord[]): void {
    for (const record of records) {
      const text = record.value?.toString('utf8');
      const decoded = decode(logRecord, text);
      const identity = decoded.ok ? identityOf(decoded.value) : '?';
      if (record.offset < this.#read) {
        if (record.offset === this.#read - 1) this.#verify(identity);
        continue;
      }
      if (decoded.ok) this.#takeRecord(decoded.value, record.offset, text!.length);
      this.#read = record.offset + 1;
      this.#last = identity;
    }
  }

  #verify(identity: string): void {
    if (identity === this.#last) return this.#verified.resolve();
    const error = new OtherLog(this.partition, this.#read);
    this.#verified.reject(error);
    throw error;
  }

  #takeRecord(record: LogRecord, offset: number, size: number): void {
    if (this.#joining) this.#join(record);
    const next = follow(this.#current, record);
    if (!next) return;
    this.#current = next;
    if (isMarker(record)) return;
    this.#decisions.push({ offset, decision: record });
    this.#size += size;
  }

  #join(record: LogRecord): void {
    if (isMarker(record)) this.#joining = record.epoch <= this.#current.epoch;
    else if (record.epoch > this.#current.epoch)
      this.#current = { epoch: record.epoch, owner: record.owner, seq: record.seq - 1 };
  }

  /** What is to be written next; what is read from now on comes after it. */
  next(): Batch | undefined {
    if (!this.hasMore) return undefined;
    const decisions = this.#decisions;
    this.#decisions = [];
    this.#size = 0;
    const to = { partition: this.partition, offset: this.#read, current: this.#current, last: this.#last };
    return { ...(this.#written && { from: this.#written.offset }), to, decisions };
  }

  wrote(position: Position): void {
    this.#written = position;
  }
}

const identityOf = (record: LogRecord): string =>
  `${record.epoch}/${record.owner}/${isMarker(record) ? 0 : record.seq}`;

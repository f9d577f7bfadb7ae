import type { InRecord, TopicPartition } from './port.js';

export interface CursorHandlers {
  onRecords(records: readonly InRecord[]): void | Promise<void>;
  /** The handler threw. @returns how long to wait until the same records come again; undefined: never. */
  onRejected(error: Error): number | undefined;
  /** The records at `next` are not there. Nothing is read until `seek`. */
  onOutOfRange(): void;
}

/** How many records may wait while others are being handled: fewer fetches under load, a bound for memory. */
const ENOUGH_WAITING = 64;

/**
 * Reads one partition in order, one handler call at a time. Fetching goes on meanwhile, and what arrived is one batch
 * for the next call.
 *
 * 1. `next` is the next offset to be fetched; everything below it was handed on or waits here.
 * 2. An answer counts only if it was asked for since the last `seek`, and only its records from `next` on.
 * 3. The handler never runs twice at the same time, not across a `seek` either.
 */
export class Cursor {
  /** Changes with every seek: an answer to an older question is dropped. */
  version = 0;
  /** A request that asks for this cursor's `version` is under way on the standing lane. */
  covered = false;
  lane: 'standing' | 'joining' = 'joining';
  paused = false;
  stopped = false;
  private waiting: InRecord[] = [];
  private running: Promise<void> | undefined;
  private held: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly at: TopicPartition,
    public next: number,
    private readonly handlers: CursorHandlers,
    private readonly wake: (cursor: Cursor) => void,
  ) {}

  get wantsRecords(): boolean {
    return !this.stopped && !this.paused && !this.blocked && this.waiting.length < ENOUGH_WAITING;
  }

  private blocked = false;

  seek(offset: number): void {
    this.version++;
    this.covered = false;
    this.next = offset;
    this.waiting = [];
    this.blocked = false;
    this.release();
    this.wake(this);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.deliver();
    this.wake(this);
  }

  /** Nothing is delivered any more. Resolves when the handler that runs has returned. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting = [];
    this.release();
    await this.running;
  }

  /** @param after where the answer ends, if it held anything at all */
  arrived(records: readonly InRecord[], after: number | undefined): void {
    if (this.stopped || after === undefined || after <= this.next) return;
    for (const record of records) if (record.offset >= this.next) this.waiting.push(record);
    this.next = after;
    this.deliver();
  }

  isOutOfRange(): void {
    this.blocked = true;
    this.handlers.onOutOfRange();
  }

  /** Is not asked for during this time. */
  block(ms: number): void {
    const { version } = this;
    this.blocked = true;
    setTimeout(() => {
      if (this.version !== version) return;
      this.blocked = false;
      this.wake(this);
    }, ms).unref();
  }

  private deliver(): void {
    if (this.running !== undefined || this.held !== undefined) return;
    if (this.waiting.length === 0 || this.paused || this.stopped) return;
    this.running = this.handle().finally(() => {
      this.running = undefined;
      if (this.waiting.length > 0) this.deliver();
    });
  }

  private async handle(): Promise<void> {
    while (this.waiting.length > 0 && !this.paused && !this.stopped) {
      const records = this.waiting;
      const { version } = this;
      this.waiting = [];
      if (records.length >= ENOUGH_WAITING) this.wake(this);
      try {
        await this.handlers.onRecords(records);
      } catch (error) {
        const waitMs = this.handlers.onRejected(error as Error);
        if (version !== this.version || this.stopped) continue;
        if (waitMs === undefined) return void (this.stopped = true);
        this.waiting = records.concat(this.waiting);
        this.held = setTimeout(() => {
          this.release();
          this.deliver();
        }, waitMs);
        return;
      }
    }
  }

  private release(): void {
    clearTimeout(this.held);
    this.held = undefined;
  }
}

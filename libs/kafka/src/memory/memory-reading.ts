import { Cursor, type CursorHandlers } from '../cursor.js';
import type { TopicPartition } from '../port.js';
import type { MemoryBroker } from './memory-broker.js';

const BATCH = 500;

/** Cursors of one client over the broker's partitions. */
export class MemoryReading {
  private readonly stops = new Map<Cursor, () => void>();
  private readonly asked = new Set<Cursor>();
  private frozen = false;
  private resting = false;

  constructor(
    private readonly broker: MemoryBroker,
    private readonly rest?: () => Promise<void>,
  ) {}

  read(at: TopicPartition, from: number, handlers: CursorHandlers): Cursor {
    const partition = this.broker.partition(at);
    const cursor = new Cursor(at, from, handlers, (it) => this.ask(it));
    this.stops.set(
      cursor,
      partition.onAppend(() => this.ask(cursor)),
    );
    this.ask(cursor);
    return cursor;
  }

  async forget(cursor: Cursor): Promise<void> {
    this.stops.get(cursor)?.();
    this.stops.delete(cursor);
    await cursor.stop();
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.stops.keys(), (cursor) => this.forget(cursor)));
  }

  /** Nothing arrives, until `thaw`. */
  freeze(): void {
    this.frozen = true;
  }

  thaw(): void {
    this.frozen = false;
    this.askAll();
  }

  private askAll(): void {
    for (const cursor of this.stops.keys()) this.ask(cursor);
  }

  private ask(cursor: Cursor): void {
    if (this.asked.has(cursor)) return;
    this.asked.add(cursor);
    this.broker.later(() => {
      this.asked.delete(cursor);
      this.answer(cursor);
    });
  }

  private answer(cursor: Cursor): void {
    if (this.frozen || this.resting || !cursor.wantsRecords) return;
    const partition = this.broker.partition(cursor.at);
    if (!partition.has(cursor.next)) return cursor.isOutOfRange();
    const records = partition.slice(cursor.next, BATCH);
    const last = records.at(-1);
    if (last === undefined) return;
    cursor.arrived(records, last.offset + 1);
    if (this.rest) void this.restFrom(this.rest);
    else if (cursor.next < partition.end) this.ask(cursor);
  }

  private async restFrom(rest: () => Promise<void>): Promise<void> {
    this.resting = true;
    await rest();
    this.resting = false;
    this.askAll();
  }
}

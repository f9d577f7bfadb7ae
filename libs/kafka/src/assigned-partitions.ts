import type { Cursor, CursorHandlers } from './cursor.js';
import { limiter, type Limiter } from './limiter.js';
import type { KafkaLogger } from './logger.js';
import { OffsetOutOfRange, type GroupHandlers, type GroupOptions, type Offsets, type TopicPartition } from './port.js';

/** Where the records come from. */
export interface PartitionSource {
  read(at: TopicPartition, from: number, handlers: CursorHandlers): Cursor;
  /** Resolves when the cursor's handler has returned. */
  forget(cursor: Cursor): Promise<void>;
  offsets(at: TopicPartition): Promise<Offsets>;
  /** The group's offset for each partition; undefined where it has none. */
  committed(
    partitions: readonly TopicPartition[],
  ): Promise<readonly (TopicPartition & { readonly offset: number | undefined })[]>;
}

const REJECTED_PAUSE_MS = { first: 50, longest: 2_000 };

/**
 * What one member of a group has been given, and how far it has read.
 *
 * 1. A partition that stays assigned is not touched by a rebalance: its position is its cursor's, not the broker's.
 * 2. With `told`, there is no cursor before `start`.
 * 3. A lost partition's cursor is stopped before `onAssigned` is told.
 * 4. A partition that was lost and comes back waits for the handler that still runs.
 */
export class AssignedPartitions {
  private readonly assigned = new Map<string, TopicPartition>();
  private readonly cursors = new Map<string, Cursor>();
  private readonly paused = new Set<string>();
  private readonly ending = new Map<string, Promise<void>>();
  private readonly limit: Limiter;
  private closed = false;

  constructor(
    private readonly options: GroupOptions,
    private readonly handlers: GroupHandlers,
    private readonly source: PartitionSource,
    private readonly logger: KafkaLogger,
    private readonly crashed: (error: Error) => void,
  ) {
    this.limit = limiter(options.concurrency);
  }

  has(at: TopicPartition): boolean {
    return this.assigned.has(keyOf(at));
  }

  get all(): TopicPartition[] {
    return Array.from(this.assigned.values());
  }

  /** The whole assignment, after a join. */
  replace(now: readonly TopicPartition[]): void {
    if (this.closed) return;
    const keys = new Set(now.map(keyOf));
    for (const key of this.assigned.keys()) if (!keys.has(key)) this.lose(key);
    const fresh = now.filter((at) => !this.has(at));
    for (const at of now) this.assigned.set(keyOf(at), at);
    this.handlers.onAssigned?.(now);
    if (this.options.from === 'committed' && fresh.length > 0) void this.startFromCommitted(fresh);
  }

  start(at: TopicPartition, offset: number): void {
    const key = keyOf(at);
    if (this.closed || !this.assigned.has(key)) return;
    const cursor = this.cursors.get(key);
    if (cursor === undefined) this.cursors.set(key, this.read(at, offset));
    else cursor.seek(offset);
  }

  pause(at: TopicPartition): void {
    if (!this.has(at)) return;
    this.paused.add(keyOf(at));
    this.cursors.get(keyOf(at))?.pause();
  }

  resume(at: TopicPartition): void {
    this.paused.delete(keyOf(at));
    this.cursors.get(keyOf(at))?.resume();
  }

  /** Resolves when no handler runs any more. */
  async close(): Promise<void> {
    this.closed = true;
    for (const key of Array.from(this.assigned.keys())) this.lose(key);
    await Promise.all(this.ending.values());
  }

  private lose(key: string): void {
    this.assigned.delete(key);
    this.paused.delete(key);
    const cursor = this.cursors.get(key);
    this.cursors.delete(key);
    if (cursor === undefined) return;
    const before = this.ending.get(key);
    const ended: Promise<void> = Promise.all([before, this.source.forget(cursor)]).then(() => {
      if (this.ending.get(key) === ended) this.ending.delete(key);
    });
    this.ending.set(key, ended);
  }

  private async startFromCommitted(partitions: readonly TopicPartition[]): Promise<void> {
    try {
      for (const { topic, partition, offset } of await this.source.committed(partitions)) {
        if (!this.cursors.has(keyOf({ topic, partition }))) this.start({ topic, partition }, offset ?? 0);
      }
    } catch (error) {
      this.crashed(error as Error);
    }
  }

  private read(at: TopicPartition, offset: number): Cursor {
    const before = this.ending.get(keyOf(at));
    let pauseMs = REJECTED_PAUSE_MS.first;
    const cursor = this.source.read(at, offset, {
      onRecords: async (records) => {
        if (before !== undefined) await before;
        await this.limit(() => this.handlers.onRecords(at, records));
        pauseMs = REJECTED_PAUSE_MS.first;
      },
      onRejected: (error) => {
        this.logger.error({ err: error, ...at }, 'A batch was not handled, it will come again');
        const waitMs = pauseMs;
        pauseMs = Math.min(pauseMs * 2, REJECTED_PAUSE_MS.longest);
        return waitMs;
      },
      onOutOfRange: () => void this.outOfRange(cursor),
    });
    if (this.paused.has(keyOf(at))) cursor.pause();
    return cursor;
  }

  /** Records that expired unread are gone: what is left is read. An offset behind the end belongs to another topic. */
  private async outOfRange(cursor: Cursor): Promise<void> {
    const { at, next, version } = cursor;
    try {
      const available = await this.source.offsets(at);
      if (cursor.version !== version || cursor.stopped) return;
      const gone = new OffsetOutOfRange(at, next, available);
      if (next > available.end && this.options.from === 'told') return this.crashed(gone);
      if (next > 0)
        this.logger.error({ err: gone, ...at }, 'Records are gone unread, going on with the first that is left');
      cursor.seek(available.start);
    } catch (error) {
      this.crashed(error as Error);
    }
  }
}

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

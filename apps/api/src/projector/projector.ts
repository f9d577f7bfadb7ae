import { setTimeout as after } from 'node:timers/promises';
import type { InRecord, Kafka, KafkaLogger, PartitionReader } from '#kafka';
import { OffsetOutOfRange } from '#kafka';
import type { Batch, Position, Views } from '#views';
import { gatherMs } from './gather-ms.js';
import { LiveChanges } from './live-changes.js';
import { OtherLog, PartitionFeed } from './partition-feed.js';
import { Waiting, type Patience, type Place } from './waiting.js';

export interface ProjectorOptions {
  readonly kafka: Kafka;
  readonly views: Views;
  /** The name of the log's topic, which has to be there. */
  readonly log: string;
  readonly logger: KafkaLogger;
  /** The views have these now, whoever has written them. */
  readonly onTaken?: (batches: readonly Batch[]) => void;
  /** For metrics: how many decisions went in at once, and how long that took. */
  readonly onWritten?: (written: { readonly decisions: number; readonly ms: number }) => void;
}

export interface PartitionLag {
  readonly partition: number;
  /** Records that the views do not have yet. */
  readonly records: number;
}

/** Characters of records that wait in memory: whoever reads faster than the database writes has to wait then. */
const MOST_WAITING = 16_000_000;
/** Under load a read that goes out at once brings a handful of records. */
const HURRIED_REST_MS = 5;
const RETRY_MS = [50, 200, 1_000, 5_000] as const;

/**
 * Keeps the views up with the log. Every process that has views does it, also where they share a database: a batch that
 * somebody else has written is only told to those who wait here.
 *
 * 1. Nothing is written that the reader's rule does not count, and nothing twice: the position goes with it.
 * 2. What comes while a batch is written, or shortly after it, is the next one; it is read and written at once if somebody
 *    waits.
 * 3. Whoever waits, or follows, is told when it is written, not before.
 * 4. A database or a broker that is away is waited for.
 */
export class Projector {
  readonly live = new LiveChanges();
  readonly #waiting = new Waiting();
  readonly #stopping = new AbortController();
  #feeds: PartitionFeed[] = [];
  #stops: (() => Promise<void>)[] = [];
  #wake: () => void = () => undefined;
  #endGathering: () => void = () => undefined;
  /** Resolves when the log is to be read on. */
  #rested = Promise.withResolvers<void>();
  #drained = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #failure: Error | undefined;
  #reader: PartitionReader | undefined;
  /** The views were emptied meanwhile, so the log is to be read from where they are now. */
  #beginsAgain = false;
  /** Somebody waits for that, and the views are to be emptied first. */
  #emptying: PromiseWithResolvers<void> | undefined;

  private constructor(private readonly options: ProjectorOptions) {}

  /** @throws OtherLog if the views were filled from another one. */
  static async start(options: ProjectorOptions): Promise<Projector> {
    const projector = new Projector(options);
    try {
      await projector.#open();
      await Promise.all(projector.#feeds.map(({ verified }) => verified));
    } catch (error) {
      await projector.#close();
      throw error;
    }
    projector.#running = projector.#run();
    return projector;
  }

  /** Why the views do not follow the log at present. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** @returns whether the views have had this record in time. */
  reached(place: Place, patience: Patience): Promise<boolean> {
    const feed = this.#feeds[place.partition];
    if (feed && feed.written > place.offset) return Promise.resolve(true);
    const reached = this.#waiting.until(place, patience);
    this.#hurry();
    return reached;
  }

  /** Asks the broker where the log ends. */
  async lag(): Promise<readonly PartitionLag[]> {
    const offsets = await this.options.kafka.offsets(this.options.log);
    return offsets.map(({ start, end }, partition) => ({
      partition,
      records: end - Math.max(start, this.#feeds[partition]?.written ?? 0),
    }));
  }

  /** Empties the views, and fills them from the log; resolves when it has begun to, or is stopped. */
  beginAgain(): Promise<void> {
    this.#emptying ??= Promise.withResolvers();
    this.#beginsAgain = true;
    this.#wake();
    this.#hurry();
    return this.#emptying.promise;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    this.#hurry();
    this.#drained.resolve();
    await this.#running;
    await this.#close();
    this.#waiting.close();
    this.#emptying?.resolve();
  }

  async #open(): Promise<void> {
    const { kafka, views, log } = this.options;
    const stored = new Map((await views.positions()).map((position) => [position.partition, position]));
    const offsets = await kafka.offsets(log);
    this.#feeds = offsets.map(({ start }, partition) => new PartitionFeed(partition, stored.get(partition), start));
    this.#reader = await kafka.reader([log], { rest: () => this.#rest() });
    for (const feed of this.#feeds) {
      const { partition, missed } = feed;
      this.live.begin(partition, feed.written);
      if (missed)
        this.options.logger.error(
          { partition, ...missed },
          'Records of the log expired before the views took them in: what they said is missing there',
        );
      try {
        const take = (records: readonly InRecord[]) => this.#take(feed, records);
        this.#stops.push(await this.#reader.follow({ topic: log, partition }, feed.from, take));
      } catch (error) {
        throw error instanceof OffsetOutOfRange ? new OtherLog(partition, feed.written) : error;
      }
    }
  }

  /** What comes meanwhile is read at once, when the batch that is written or gathered for is done with, or somebody waits. */
  async #rest(): Promise<void> {
    const isBatch = this.#running !== undefined && this.#feeds.some(({ hasMore }) => hasMore);
    if (isBatch) await (this.#waiting.isAnybody ? after(HURRIED_REST_MS) : this.#rested.promise);
  }

  #readOn(): void {
    this.#rested.resolve();
    this.#rested = Promise.withResolvers();
  }

  #hurry(): void {
    this.#readOn();
    this.#endGathering();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#stops.splice(0).map((stop) => stop()));
    await this.#reader?.close();
    this.#reader = undefined;
  }

  /** Never rejects: the partition would not be read any more. */
  async #take(feed: PartitionFeed, records: readonly InRecord[]): Promise<void> {
    if (!this.#feeds.includes(feed) || this.#failure instanceof OtherLog) return;
    try {
      feed.take(records);
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    this.#wake();
    if (this.#feeds.reduce((sum, { size }) => sum + size, 0) > MOST_WAITING) await this.#drained.promise;
  }

  #fail(error: Error): void {
    if (this.#failure?.message !== error.message)
      this.options.logger.error({ err: error }, 'The views do not follow the log');
    this.#failure = error;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#beginsAgain) await this.#untilDone(() => this.#beginAgain());
      if (signal.aborted) return;
      const batches = this.#failure instanceof OtherLog ? [] : this.#feeds.flatMap((feed) => feed.next() ?? []);
      this.#drained.resolve();
      this.#drained = Promise.withResolvers();
      if (batches.length > 0) {
        await this.#write(batches);
        await this.#gather(gatherMs(decisionsIn(batches)));
        this.#readOn();
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async #gather(forMs: number): Promise<void> {
    if (this.#waiting.isAnybody || this.#stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, forMs);
      this.#endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Until it is written, by us or by somebody else. */
  async #write(batches: readonly Batch[]): Promise<void> {
    let left = batches;
    await this.#untilDone(async () => {
      while (left.length > 0 && !this.#beginsAgain) left = await this.#apply(left);
    });
  }

  /** Tries again until it has worked, or this is stopped. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await work();
        this.#failure = undefined;
        return;
      } catch (error) {
        this.#fail(error as Error);
        const pause = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
        await after(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** @returns what is left to be written. */
  async #apply(batches: readonly Batch[]): Promise<readonly Batch[]> {
    const began = performance.now();
    const stored = new Map((await this.options.views.apply(batches)).map((position) => [position.partition, position]));
    this.#failure = undefined;
    this.options.onWritten?.({ decisions: decisionsIn(batches), ms: performance.now() - began });
    if (batches.some((batch) => isBehind(stored.get(batch.to.partition), batch))) {
      this.#beginsAgain = true;
      return [];
    }
    const done = batches.filter(({ to }) => stored.get(to.partition)!.offset >= to.offset);
    for (const { to } of done) this.#feeds[to.partition]!.wrote(to);
    this.live.wrote(done);
    this.options.onTaken?.(done);
    for (const { to } of done) this.#waiting.reached(to.partition, to.offset);
    return batches
      .filter(({ to }) => stored.get(to.partition)!.offset < to.offset)
      .map((batch) => behind(batch, stored.get(batch.to.partition)!.offset));
  }

  async #beginAgain(): Promise<void> {
    this.options.logger.info({}, 'The views were emptied: they are filled from the log again');
    const emptying = this.#emptying;
    if (emptying) await this.options.views.clear();
    this.#feeds = [];
    this.#drained.resolve();
    await this.#close();
    await this.#open();
    // Somebody else may have written meanwhile what is waited for here.
    for (const { partition, written } of this.#feeds) this.#waiting.reached(partition, written);
    this.live.reset();
    this.#beginsAgain = false;
    if (emptying === this.#emptying) this.#emptying = undefined;
    emptying?.resolve();
  }
}

const decisionsIn = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { decisions }) => sum + decisions.length, 0);

/** The views have less than what this batch begins behind. */
const isBehind = (stored: Position | undefined, { from }: Batch): boolean =>
  from !== undefined && (stored === undefined || stored.offset < from);

/** What somebody else has not written of it. */
const behind = ({ to, decisions }: Batch, from: number): Batch => ({
  from,
  to,
  decisions: decisions.filter(({ offset }) => offset >= from),
});

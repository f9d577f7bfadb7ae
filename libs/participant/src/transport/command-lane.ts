import { deadLettersTopic } from '#contracts';
import { deadLetter, type OutRecord } from '#kafka';
import { InboxConflict, type ParticipantStore } from '../inbox/participant.store.js';
import type { InboxRow } from '../inbox/verdict.js';
import { Abortable } from './abortable.js';
import type { Item } from './item.js';
import { runLong } from './long-run.js';
import { Ongoing } from './ongoing.js';
import { heartbeatTo, replyTo } from './reply.js';
import type { ReplySender } from './reply-sender.js';
import { pauseAfter, type RetryPolicy } from './retry-policy.js';
import { runBatch, type BatchRun, type Outcome } from './run-batch.js';
import { Watch } from './watch.js';

export interface LaneOptions {
  readonly participant: string;
  readonly store: ParticipantStore;
  readonly sender: ReplySender;
  readonly retry: RetryPolicy;
  /** Commands in one transaction. */
  readonly maxBatch: number;
  /** Long-running handlers at the same time. */
  readonly maxLong: number;
  /** Of a handler that runs in a batch. */
  readonly handlerTimeoutMs: number;
  /** Of a long-running handler that does not look at its signal. */
  readonly abandonAfterMs: number;
  warn(message: string, error: unknown): void;
}

/** Of a header. */
const REASON_LENGTH = 1_000;

/**
 * The way of the commands through a participant. Whatever has arrived while a transaction was under way, of whichever
 * partition, becomes the next one: batches make themselves, and only under load.
 *
 * 1. A reply leaves after its transaction was committed.
 * 2. An item is done after its reply was acknowledged; only then may its offset be committed.
 * 3. Nothing that concerns one command runs beside anything else that concerns it.
 */
export class CommandLane {
  readonly ongoing: Ongoing;
  readonly #options: LaneOptions;
  readonly #batchRun: BatchRun;
  readonly #abortables = new Set<Abortable>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #longRuns = new Set<Promise<void>>();
  readonly #sending = new Set<Promise<void>>();
  readonly #longWaiting: (() => void)[] = [];
  #waiting: Item[] = [];
  #draining: Promise<void> | undefined;
  #closing = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.ongoing = new Ongoing(1_000);
    this.#batchRun = {
      retry: options.retry,
      watch: new Watch(options.handlerTimeoutMs),
      now: () => Date.now(),
      abortables: this.#abortables,
      heartbeat: ({ command, record }) => options.sender.send([heartbeatTo(command, record)]),
    };
  }

  add(items: readonly Item[]): void {
    for (const item of items) this.#waiting.push(item);
    this.#draining ??= this.#drain();
  }

  /** Finishes the batch under way and its replies, and gives long-running handlers a while to look at their signals. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const abortable of this.#abortables) abortable.abort('The participant is about to end.');
    await this.#draining;
    const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([Promise.all(this.#longRuns), grace]);
    await Promise.all(this.#sending);
    this.#batchRun.watch.close();
  }

  async #drain(): Promise<void> {
    // One turn, so that partitions whose records came with the same answer of the broker share a transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const items: Item[] = [];
      for (const item of this.#waiting.splice(0, this.#options.maxBatch)) {
        if (this.ongoing.defers(item)) item.parted();
        else items.push(item);
      }
      if (items.length > 0) await this.#batch(items);
    }
    this.#draining = undefined;
  }

  async #batch(items: readonly Item[]): Promise<void> {
    try {
      this.#settle(await this.#options.store.transaction((tx) => runBatch(tx, items, this.#batchRun)));
    } catch (error) {
      if (this.#options.store.isAway(error)) return this.#postpone(items, error as Error);
      // One of them spoils the transaction of all: alone, each has only itself to blame.
      if (items.length > 1) for (const item of items) await this.#batch([item]);
      else this.#blame(items[0] as Item, error);
    }
  }

  #settle(outcomes: readonly Outcome[]): void {
    const records: OutRecord[] = [];
    const settled: Item[] = [];
    for (const outcome of outcomes) {
      switch (outcome.type) {
        case 'answer':
          this.#say(outcome, records);
          settled.push(outcome.item);
          break;
        case 'wait':
          this.#wait(outcome.item);
          break;
        case 'again':
          this.#runAgain(outcome.item, outcome.error, outcome.pauseMs);
          break;
        case 'long':
          this.#runLong(outcome.item, outcome.row);
          break;
      }
    }
    if (settled.length > 0) this.#send(records, settled);
  }

  #say({ item, answer, gaveUp }: Extract<Outcome, { type: 'answer' }>, records: OutRecord[]): void {
    records.push(replyTo(item.command, answer, item.record));
    if (!gaveUp || answer.type === 'success') return;
    records.push(
      deadLetter(
        item.record,
        { error: answer.error, reason: answer.cause.slice(0, REASON_LENGTH) },
        deadLettersTopic(this.#options.participant),
        Date.now(),
      ),
    );
    this.#options.warn(
      `${item.command.id} (${item.command.command}) was given up and is on the dead letters`,
      answer.cause,
    );
  }

  #send(records: readonly OutRecord[], settled: readonly Item[]): void {
    const sending = this.#options.sender
      .send(records)
      .then(
        () => {
          for (const item of settled) this.#done(item);
        },
        (error: Error) => this.#postpone(settled, error),
      )
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  #done(item: Item): void {
    item.done();
    const deferred = this.ongoing.release(item);
    if (deferred.length > 0) this.add(deferred);
  }

  /** Behind a command of the same batch that goes on outside of it. */
  #wait(item: Item): void {
    if (this.ongoing.defers(item)) item.parted();
    else this.add([item]);
  }

  /** The database or the broker is away. What a partition waits for comes again from there; the rest waits here. */
  #postpone(items: readonly Item[], error: Error): void {
    this.#options.warn(`${items.length} commands wait for the database or the broker`, error);
    for (const item of items) {
      if (this.ongoing.holds(item) || item.handedOver) this.#later(500, () => this.add([item]));
      else item.failed(error);
    }
  }

  #blame(item: Item, error: unknown): void {
    if (error instanceof InboxConflict) {
      this.add([item]);
      return;
    }
    const pauseMs = pauseAfter(item.tries + 1, item.deadline, Date.now(), this.#options.retry);
    if (item.failure) this.#postpone([item], error as Error);
    else if (pauseMs !== undefined) this.#runAgain(item, error, pauseMs);
    else {
      item.failure = { error };
      this.add([item]);
    }
  }

  #runAgain(item: Item, error: unknown, pauseMs: number): void {
    item.tries += 1;
    const timer = this.#later(pauseMs, () => this.add([item]));
    this.ongoing.hold(item, () => {
      // Nobody waits for its outcome any more; it is not begun again.
      item.failure = { error };
      if (!this.#timers.delete(timer)) return;
      clearTimeout(timer);
      this.add([item]);
    });
    item.parted();
  }

  #runLong(item: Item, row: InboxRow): void {
    const abortable = new Abortable(item, this.#abortables);
    void abortable.signal;
    this.ongoing.hold(item, () => abortable.abort('A later attempt or the undo of this command has come.'));
    item.parted();
    const running = this.#long(item, row, abortable).finally(() => {
      abortable.release();
      this.#longRuns.delete(running);
      this.#longWaiting.shift()?.();
    });
    this.#longRuns.add(running);
  }

  async #long(item: Item, row: InboxRow, abortable: Abortable): Promise<void> {
    // An undo in the same batch has to be able to stop it before it begins.
    await Promise.resolve();
    if (this.#longRuns.size >= this.#options.maxLong)
      await new Promise<void>((resolve) => this.#longWaiting.push(resolve));
    try {
      const outcome = await runLong(item, row, abortable, {
        ...this.#batchRun,
        store: this.#options.store,
        closing: () => this.#closing,
        abandonAfterMs: this.#options.abandonAfterMs,
        pause: (ms, { signal }) => this.#pause(ms, signal),
      });
      if (outcome.type === 'answer') this.#settle([{ ...outcome, item }]);
      else if (!this.#closing) this.#done(item);
    } catch (error) {
      this.#blame(item, error);
    }
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  #later(ms: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closing) work();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}

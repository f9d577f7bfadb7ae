import { randomUUID } from 'node:crypto';
import { nextDue } from '#engine';
import { Fenced, type InRecord, type PartitionLog } from '#kafka';
import { CheckpointWriter } from '../checkpoints/checkpoint-writer.js';
import { Checkpoints } from '../checkpoints/checkpoints.js';
import { Outbox } from '../dispatch/outbox.js';
import { readBack } from '../redrive/read-back.js';
import { ReadBacks } from '../redrive/read-backs.js';
import { DueTimes } from '../timers/due-times.js';
import { tracesOf } from '../tracing/traces.js';
import { InboxQueue } from './inbox-queue.js';
import { recover, type Recovered } from './recover.js';
import { Reign } from './reign.js';
import type { Shared } from './shared.js';

export type OwnerStatus = 'recovering' | 'owning' | 'stuck' | 'stopped';

/**
 * Owns one partition from its assignment until it is revoked: own, recover, then take, decide, append, confirm, apply
 * and dispatch, over and over. The batch is whatever has gathered while the last append was under way.
 */
export class PartitionOwner {
  status: OwnerStatus = 'recovering';
  /** For lag displays: the offset behind the last record that is decided. */
  nextInbox = 0;
  readonly #inbox: InboxQueue;
  #stopping = false;
  #wake: (() => void) | undefined;
  #logEnd: number | undefined;
  /** The next offset that the consumer may bring; a lower one means that records were taken out of order. */
  #wanted = 0;
  #disorder: string | undefined;
  #reign: Reign | undefined;
  readonly #done: Promise<void>;

  constructor(
    readonly partition: number,
    private readonly shared: Shared,
    private readonly startInbox: (offset: number) => Promise<void>,
  ) {
    this.#inbox = new InboxQueue(shared.settings.inboxQueue);
    this.#done = this.#run();
  }

  get liveExecutions(): number {
    return this.#reign?.parts.state.executions.size ?? 0;
  }

  /** Records of this partition's inbox; a promise asks the consumer to wait. */
  take(records: readonly InRecord[]): Promise<void> | undefined {
    if (this.#stopping || this.status !== 'owning') return undefined;
    if (records[0]!.offset < this.#wanted)
      this.#disorder = `Offset ${records[0]!.offset} came after ${this.#wanted - 1}.`;
    this.#wanted = records.at(-1)!.offset + 1;
    const full = this.#inbox.push(records);
    this.#wakeUp();
    return full;
  }

  /** Whether it has not written for so long that the log's end is worth a look (O7). */
  isIdle(now: number): boolean {
    const { idleCheckMs } = this.shared.settings;
    return this.status === 'owning' && this.#reign !== undefined && now - this.#reign.lastAppend >= idleCheckMs;
  }

  /** O7: where the log ends now. */
  sawLogEnd(end: number): void {
    this.#logEnd = end;
    this.#wakeUp();
  }

  /** Finishes the batch under way. With `gracefully`, leaves a checkpoint behind, so that the next owner is quick. */
  async stop(gracefully: boolean): Promise<void> {
    this.#graceful = gracefully;
    this.#stopping = true;
    this.#inbox.clear();
    this.#wakeUp();
    const patience = setTimeout(() => this.#reign?.parts.outbox.cancel(), this.shared.settings.leaveMs);
    await this.#done;
    clearTimeout(patience);
  }
  #graceful = false;

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        this.status = 'recovering';
        await this.#takeOver();
      } catch (error) {
        if (this.#stopping) break;
        const fenced = error instanceof Fenced;
        this.status = fenced ? 'recovering' : 'stuck';
        if (fenced) this.shared.report.steppedDown(this.partition, error);
        else this.shared.report.stuck(this.partition, error);
        await this.#sleep(fenced ? this.shared.settings.retakeMs : this.shared.settings.stuckRetryMs);
      }
    }
    this.status = 'stopped';
  }

  /** One take-over, from O1 to O8. */
  async #takeOver(): Promise<void> {
    const started = this.shared.now();
    const recovered = await this.#recover();
    if (this.#stopping) return;
    const reign = this.#begin(recovered);
    const { log, state, checkpoints, backs, outbox } = reign.parts;
    try {
      await reign.redispatch(recovered);
      const facts = { epoch: log.epoch, live: state.executions.size, tail: recovered.tail.decisions };
      this.shared.report.tookOver(this.partition, { ...facts, tookMs: this.shared.now() - started });
      // Only then records are taken: what the consumer brings until now belongs to where it stood before.
      await this.startInbox(state.nextInbox);
      this.status = 'owning';
      this.#inbox.clear();
      this.#wanted = state.nextInbox;
      this.#disorder = undefined;
      while (!this.#stopping) {
        await this.#work(reign);
        await this.#wait(reign);
      }
      if (this.#graceful) await checkpoints.leave();
    } finally {
      this.#reign = undefined;
      backs.stop();
      outbox.cancel();
    }
  }

  #recover(): Promise<Recovered> {
    const { settings, logWriter, reader, now } = this.shared;
    const { partition } = this;
    return recover(logWriter, reader, {
      log: { topic: settings.topics.log, partition },
      checkpoints: { topic: settings.topics.checkpoints, partition },
      owner: randomUUID(),
      rememberHours: settings.rememberHours,
      now: now(),
    });
  }

  #begin({ log, state, sets }: Recovered): Reign {
    const { settings, checkpointWriter, now } = this.shared;
    const due = new DueTimes();
    for (const [entity, { execution }] of state.executions) due.set(entity, nextDue(execution));
    const at = { topic: settings.topics.checkpoints, partition: this.partition };
    const writer = new CheckpointWriter(
      checkpointWriter,
      at,
      { epoch: log.epoch, owner: log.owner },
      sets,
      settings.checkpointRecordSize,
    );
    const outbox = new Outbox();
    const times = { everyMs: settings.checkpointMs, now, written: () => this.#wakeUp() };
    const checkpoints = new Checkpoints(writer, { log, state, outbox }, times);
    const backs = this.#readBacks(log);
    this.#logEnd = undefined;
    this.nextInbox = state.nextInbox;
    this.#reign = new Reign(this.partition, this.shared, {
      log,
      state,
      outbox,
      due,
      backs,
      checkpoints,
      traces: tracesOf(),
    });
    return this.#reign;
  }

  #readBacks(log: PartitionLog): ReadBacks {
    const { reader } = this.shared;
    const read = (entities: ReadonlySet<string>, from: number | undefined, signal: AbortSignal) =>
      readBack(reader, log.at, { entities, from, signal, current: log.current });
    return new ReadBacks(read, () => this.#wakeUp());
  }

  async #work(reign: Reign): Promise<void> {
    const { log, state, checkpoints } = reign.parts;
    if (this.#disorder !== undefined) throw new Fenced(this.#disorder);
    if (this.#logEnd !== undefined) {
      const end = this.#logEnd;
      this.#logEnd = undefined;
      await log.check(end);
    }
    checkpoints.writeIfDue();
    await reign.decideBatch(this.#inbox);
    this.nextInbox = state.nextInbox;
  }

  async #wait({ parts: { backs, checkpoints, due } }: Reign): Promise<void> {
    if (this.#stopping || this.#inbox.size > 0 || backs.size > 0) return;
    if (this.#logEnd !== undefined || checkpoints.failed) return;
    const now = this.shared.now();
    const until = Math.min(due.next ?? Infinity, Math.max(checkpoints.due, now + 100));
    if (until <= now) return;
    await this.#sleep(until - now);
  }

  /** Until something happens, or for so long. */
  async #sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, Math.min(ms, 3_600_000));
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }

  #wakeUp(): void {
    this.#wake?.();
  }
}

import { randomUUID } from 'node:crypto';
import type { RegistryEvent } from '#contracts';
import { nextDue, type LambdaRoute } from '#engine';
import { Fenced, type InRecord, type LogWriter, type OutRecord, type PartitionLog, type PartitionReader } from '#kafka';
import { definitionsFrom, isResource } from '#resources';
import { CheckpointWriter } from '../checkpoints/checkpoint-writer.js';
import { Checkpoints } from '../checkpoints/checkpoints.js';
import type { Settings } from '../configuration.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import { Outbox } from '../dispatch/outbox.js';
import { OutgoingRecords } from '../dispatch/outgoing-records.js';
import { BatchDecider } from '../execution/decide-batch.js';
import { effectsOf, type Step } from '../execution/step.js';
import type { Registry } from '../registry/registry.js';
import { DueTimes } from '../timers/due-times.js';
import { headersOf, tracesOf, type Traces } from '../tracing/traces.js';
import { InboxQueue } from './inbox-queue.js';
import { readBack } from '../redrive/read-back.js';
import { ReadBacks, type Known } from '../redrive/read-backs.js';
import type { PartitionState } from './partition-state.js';
import { recover, type Recovered } from './recover.js';
import { deadLettersOf } from './refused-in-tail.js';
import { unsentOf } from './unsent.js';

/** What every partition of a process shares. */
export interface Shared {
  readonly settings: Settings;
  readonly logWriter: LogWriter;
  readonly checkpointWriter: LogWriter;
  readonly reader: PartitionReader;
  readonly dispatcher: Dispatcher;
  readonly registry: Registry;
  readonly route: LambdaRoute;
  readonly report: Report;
  readonly now: () => number;
}

/** What is worth telling of a partition. */
export interface Report {
  tookOver(partition: number, facts: { epoch: number; live: number; tail: number; tookMs: number }): void;
  steppedDown(partition: number, error: unknown): void;
  /** A batch counts. `tookMs`: from sending it until that is known. */
  appended(batch: { readonly decisions: number; readonly tookMs: number }): void;
  /** It cannot be owned until a person did something. */
  stuck(partition: number, error: unknown): void;
}

export type OwnerStatus = 'recovering' | 'owning' | 'stuck' | 'stopped';

/** One take-over's things; all of it is dropped at O8. */
interface Reign {
  readonly log: PartitionLog;
  readonly state: PartitionState;
  readonly outbox: Outbox;
  readonly due: DueTimes;
  readonly checkpoints: Checkpoints;
  readonly traces: Traces;
  /** Executions that are read back, for the messages that wait for them. */
  readonly backs: ReadBacks;
}

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
  #lastAppend = 0;
  #live: PartitionState | undefined;
  readonly #done: Promise<void>;
  readonly #out: OutgoingRecords;

  constructor(
    readonly partition: number,
    private readonly shared: Shared,
    private readonly startInbox: (offset: number) => Promise<void>,
  ) {
    this.#inbox = new InboxQueue(shared.settings.inboxQueue);
    this.#out = new OutgoingRecords(shared.settings, partition);
    this.#done = this.#run();
  }

  get liveExecutions(): number {
    return this.#live?.executions.size ?? 0;
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
    return this.status === 'owning' && now - this.#lastAppend >= this.shared.settings.idleCheckMs;
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
    const patience = setTimeout(() => this.#outbox?.cancel(), this.shared.settings.leaveMs);
    await this.#done;
    clearTimeout(patience);
  }
  #graceful = false;
  #outbox: Outbox | undefined;

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        this.status = 'recovering';
        await this.#reign();
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
  async #reign(): Promise<void> {
    const started = this.shared.now();
    const recovered = await this.#recover();
    if (this.#stopping) return;
    const reign = this.#begin(recovered);
    await this.#redispatch(reign, recovered);
    const { log, state } = reign;
    const facts = { epoch: log.epoch, live: state.executions.size, tail: recovered.tail.decisions };
    this.shared.report.tookOver(this.partition, { ...facts, tookMs: this.shared.now() - started });
    try {
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
      if (this.#graceful) await reign.checkpoints.leave();
    } finally {
      this.#live = undefined;
      reign.backs.stop();
      reign.outbox.cancel();
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
    this.#live = state;
    this.#logEnd = undefined;
    this.#lastAppend = now();
    this.nextInbox = state.nextInbox;
    this.#outbox = outbox;
    const checkpoints = new Checkpoints(writer, { log, state, outbox }, times);
    const backs = this.#readBacks(log);
    for (const entity of state.deferred.entities) askFor(entity, state, backs);
    return { log, state, outbox, due, backs, checkpoints, traces: tracesOf() };
  }

  #readBacks(log: PartitionLog): ReadBacks {
    const { reader } = this.shared;
    const read = (entities: ReadonlySet<string>, from: number | undefined, signal: AbortSignal) =>
      readBack(reader, log.at, { entities, from, signal, current: log.current });
    return new ReadBacks(read, () => this.#wakeUp());
  }

  /** O3 */
  async #redispatch({ outbox, traces }: Reign, recovered: Recovered): Promise<void> {
    const { dispatcher, registry } = this.shared;
    const letters = await this.#lettersOf(recovered.tail);
    void dispatcher.dispatch(outbox, [...unsentOf(recovered, { out: this.#out, registry, traces }), ...letters]);
  }

  #lettersOf({ refused }: Recovered['tail']): Promise<OutRecord[]> {
    const { settings, reader } = this.shared;
    const inbox = { topic: settings.topics.inbox, partition: this.partition };
    const where = { topic: settings.topics.deadLetters, partitions: settings.partitions };
    return deadLettersOf(refused, reader, inbox, where);
  }

  async #work(reign: Reign): Promise<void> {
    if (this.#disorder !== undefined) throw new Fenced(this.#disorder);
    if (this.#logEnd !== undefined) {
      const end = this.#logEnd;
      this.#logEnd = undefined;
      await reign.log.check(end);
    }
    reign.checkpoints.writeIfDue();
    await this.#decideBatch(reign);
  }

  async #decideBatch(reign: Reign): Promise<void> {
    const { settings, dispatcher, registry, now } = this.shared;
    const { state, due } = reign;
    const time = now();
    const decider = new BatchDecider({
      state,
      registry,
      partition: this.partition,
      partitions: settings.partitions,
      deadLetters: settings.topics.deadLetters,
      inbox: settings.topics.inbox,
      arns: settings.arns,
      route: this.shared.route,
      historyLimit: settings.historyLimit,
      now,
    });
    const dueOf = (entity: string) => {
      const live = state.executions.get(entity);
      return live ? nextDue(live.execution) : undefined;
    };
    let messages = 0;
    const hasRoom = () => messages < settings.batchMessages && decider.size < settings.batchSize;
    // Timers and records take turns, so that neither can starve the other.
    for (let taken = true; taken && hasRoom();) {
      const [entity] = due.take(time, 1, dueOf);
      if (entity !== undefined) await decider.timer(entity);
      const record = this.#inbox.shift();
      if (record) await decider.record(record);
      const known = reign.backs.take();
      if (known) await this.#resume(reign, known, decider);
      taken = entity !== undefined || record !== undefined || known !== undefined;
      messages++;
    }
    if (decider.nextInbox === state.nextInbox && decider.batch.steps.length === 0) return;
    const { beforehand, answers, steps } = decider.batch;
    // A record that is passed by has to be safe elsewhere before a decision says that the inbox goes on behind it.
    if (beforehand.length > 0) await reign.outbox.sent(dispatcher.dispatch(reign.outbox, beforehand));
    const { base, defined } = await this.#commit(reign, steps);
    state.nextInbox = decider.nextInbox;
    this.nextInbox = decider.nextInbox;
    const records = answers.map(({ topic, answer, decisions }) =>
      this.#out.answer(topic, answer, base + decisions - 1),
    );
    // Who is told of a definition may start it at once, with an owner that finds it on its topic only.
    if (records.length > 0) void defined.then(() => dispatcher.answer(reign.outbox, records));
  }

  async #resume({ state, backs }: Reign, known: Known, decider: BatchDecider): Promise<void> {
    const { entity } = known;
    if (state.deferred.of(entity).length === 0) return;
    if (known.kind === 'UNREADABLE') return decider.refuse(entity, known.error);
    const found = known.kind === 'READ' ? known.found : undefined;
    // It may have been started anew, or have ended, meanwhile.
    const isStale =
      known.kind === 'READ' ? state.deferred.hasChangedSince(entity, known.end) : !state.executions.has(entity);
    if (isStale || !(await decider.resume(entity, found))) askFor(entity, state, backs);
  }

  /**
   * The one place that writes. Nothing leaves before its decision is on the log, and nothing is on the log that a newer
   * owner may contradict.
   */
  async #commit(reign: Reign, steps: readonly Step[]): Promise<{ base: number; defined: Promise<void> }> {
    if (steps.length === 0) return { base: reign.log.expected, defined: Promise.resolve() };
    const began = performance.now();
    const base = await reign.log.append(steps.map(({ draft }) => draft));
    this.shared.report.appended({ decisions: steps.length, tookMs: performance.now() - began });
    this.#lastAppend = this.shared.now();
    const records: OutRecord[] = [];
    const definitions: OutRecord[] = [];
    steps.forEach((step, i) => {
      const { entity, nextInbox } = step.draft;
      const { state } = reign;
      state.confirm(entity, step.after, { nextInbox, at: step.at, offset: base + i, over: step.over });
      const events = step.taken ? [...step.events, step.taken] : step.events;
      state.deferred.take(entity, events, { at: step.at, offset: base + i });
      if (events[0]?.type === 'MessageDeferred') askFor(entity, state, reign.backs);
      if (step.deadLetter) records.push(step.deadLetter);
      const { commands, outcomes, messages } = effectsOf(step, this.#out.replyTo);
      const headers = headersOf(reign.traces, step);
      for (const message of messages) records.push(this.#out.message(message, headers));
      if (!step.after) return;
      if (isResource(step.after)) {
        const events = step.events as readonly RegistryEvent[];
        for (const record of definitionsFrom(step.after, events, step.draft.at))
          definitions.push(this.#out.definition(record));
        return;
      }
      // What could not be decided is not tried again and again; the next message, or the next owner, looks at it.
      const gaveUp = step.events[0]?.type === 'ExecutionNeedsAttention';
      reign.due.set(entity, step.over || gaveUp ? undefined : nextDue(step.after));
      for (const command of commands) records.push(this.#out.command(command, headers));
      for (const outcome of outcomes) records.push(this.#out.outcome(entity, outcome, headers));
    });
    const { dispatcher } = this.shared;
    void dispatcher.dispatch(reign.outbox, records);
    return { base, defined: dispatcher.dispatch(reign.outbox, definitions) };
  }

  async #wait(reign: Reign): Promise<void> {
    if (this.#stopping || this.#inbox.size > 0 || reign.backs.size > 0) return;
    if (this.#logEnd !== undefined || reign.checkpoints.failed) return;
    const now = this.shared.now();
    const due = reign.due.next ?? Infinity;
    const until = Math.min(due, Math.max(reign.checkpoints.due, now + 100));
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

function askFor(entity: string, { executions, deferred }: PartitionState, backs: ReadBacks): void {
  if (executions.has(entity)) backs.isHere(entity);
  else backs.ask(entity, deferred.beganOf(entity));
}

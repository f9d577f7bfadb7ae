import { randomUUID } from 'node:crypto';
import {
  commandsTopic,
  definitionKey,
  entityOf,
  isDefinition,
  participantOf,
  type Answer,
  type Command,
  type DefinitionRecord,
  type Message,
  type Outcome,
  type RegistryEvent,
  type StateMachineRecord,
} from '#contracts';
import { nextDue, outcomesFrom, outstandingCommands, type LambdaRoute } from '#engine';
import {
  Fenced,
  partitionFor,
  type InRecord,
  type LogWriter,
  type OutRecord,
  type PartitionLog,
  type PartitionReader,
} from '#kafka';
import { definitionsFrom, isResource, stateMachineRecord } from '#resources';
import { byHour, CheckpointWriter, type Snapshot } from '../checkpoints/checkpoint-writer.js';
import type { EntityCheckpoint } from '../checkpoints/checkpoint-records.js';
import type { Settings } from '../configuration.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import { Outbox } from '../dispatch/outbox.js';
import { BatchDecider, effectsOf, type Batch, type Step } from '../execution/decide-batch.js';
import type { Registry } from '../registry/registry.js';
import { DueTimes } from '../timers/due-times.js';
import { InboxQueue } from './inbox-queue.js';
import type { PartitionState } from './partition-state.js';
import { recover, type Recovered } from './recover.js';
import { deadLettersOf } from './refused-in-tail.js';

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
  readonly checkpoints: CheckpointWriter;
  /** The checkpoint under way; of an earlier take-over it must not be taken for this one's. */
  checkpointing: Promise<void> | undefined;
  checkpointFailed: unknown;
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
  #nextCheckpoint = 0;
  #live: PartitionState | undefined;
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
      if (this.#graceful) await this.#leave(reign);
    } finally {
      this.#live = undefined;
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
    // The first set of a take-over holds every live entity (C2).
    state.changed = new Set([...state.executions.keys(), ...state.resources.keys()]);
    state.ended = [];
    state.endedAt = [...state.ends.entries()].flatMap(([hour, ids]) =>
      [...ids].map((id) => [id, hour * 3_600_000] as [typeof id, number]),
    );
    const at = { topic: settings.topics.checkpoints, partition: this.partition };
    const checkpoints = new CheckpointWriter(checkpointWriter, at, { epoch: log.epoch, owner: log.owner }, sets);
    this.#live = state;
    this.#logEnd = undefined;
    this.#lastAppend = now();
    this.#nextCheckpoint = now();
    this.nextInbox = state.nextInbox;
    this.#outbox = new Outbox();
    return {
      log,
      state,
      outbox: this.#outbox,
      due,
      checkpoints,
      checkpointing: undefined,
      checkpointFailed: undefined,
    };
  }

  /** O3: every command without an answer, and every outcome, definition, message and dead letter of the tail. */
  async #redispatch({ state, outbox }: Reign, { tail }: Recovered): Promise<void> {
    const replyTo = this.#replyTo();
    const records: OutRecord[] = [];
    for (const { after, events, at } of tail.executions) {
      for (const outcome of outcomesFrom(after, events, at)) records.push(this.#outcome(after.id, outcome));
    }
    for (const { after, events, at } of tail.resources)
      records.push(
        ...definitionsFrom(after, events, new Date(at).toISOString()).map((record) => this.#definition(record)),
      );
    records.push(...this.#staleLeads(state));
    for (const { execution } of state.executions.values()) {
      for (const command of outstandingCommands(execution, replyTo)) records.push(commandRecord(command));
    }
    for (const message of tail.messages) records.push(this.#message(message));
    records.push(...(await this.#lettersOf(tail)));
    void this.shared.dispatcher.dispatch(outbox, records);
  }

  /** Whoever had the partition may have died late: what it still sent must not be the last word of a compacted topic. */
  #staleLeads(state: PartitionState): OutRecord[] {
    const { registry } = this.shared;
    return [...state.resources.values()].flatMap(({ resource }) => {
      const record = stateMachineRecord(resource);
      return record && registry.changesOf(record.name) !== record.changes ? [this.#definition(record)] : [];
    });
  }

  #lettersOf({ refused }: Recovered['tail']): Promise<OutRecord[]> {
    const { settings, reader } = this.shared;
    const inbox = { topic: settings.topics.inbox, partition: this.partition };
    const where = { topic: settings.topics.deadLetters, partitions: settings.partitions };
    return deadLettersOf(refused, reader, inbox, where);
  }

  async #work(reign: Reign): Promise<void> {
    if (this.#disorder !== undefined) throw new Fenced(this.#disorder);
    if (reign.checkpointFailed !== undefined)
      throw new Fenced('The fate of a checkpoint is unknown.', { cause: reign.checkpointFailed });
    if (this.#logEnd !== undefined) {
      const end = this.#logEnd;
      this.#logEnd = undefined;
      await reign.log.check(end);
    }
    this.#checkpointIfDue(reign);
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
      taken = entity !== undefined || record !== undefined;
      messages++;
    }
    if (decider.nextInbox === state.nextInbox && decider.batch.steps.length === 0) return;
    const { beforehand, answers, steps } = decider.batch;
    // A record that is passed by has to be safe elsewhere before a decision says that the inbox goes on behind it.
    if (beforehand.length > 0) await reign.outbox.sent(dispatcher.dispatch(reign.outbox, beforehand));
    const { base, defined } = await this.#commit(reign, steps);
    state.nextInbox = decider.nextInbox;
    this.nextInbox = decider.nextInbox;
    const records = answers.map((answer) => this.#answer(answer, base));
    // Who is told of a definition may start it at once, with an owner that finds it on its topic only.
    if (records.length > 0) void defined.then(() => dispatcher.answer(reign.outbox, records));
  }

  /**
   * The one place that writes. Nothing leaves before its decision is on the log, and nothing is on the log that a newer
   * owner may contradict.
   */
  async #commit(reign: Reign, steps: readonly Step[]): Promise<{ base: number; defined: Promise<void> }> {
    if (steps.length === 0) return { base: reign.log.expected, defined: Promise.resolve() };
    const base = await reign.log.append(steps.map(({ draft }) => draft));
    this.#lastAppend = this.shared.now();
    const replyTo = this.#replyTo();
    const records: OutRecord[] = [];
    const definitions: OutRecord[] = [];
    steps.forEach((step, i) => {
      const { entity, nextInbox } = step.draft;
      reign.state.confirm(entity, step.after, { nextInbox, at: step.at, offset: base + i, over: step.over });
      if (step.deadLetter) records.push(step.deadLetter);
      const { commands, outcomes, messages } = effectsOf(step, replyTo);
      for (const message of messages) records.push(this.#message(message));
      if (!step.after) return;
      if (isResource(step.after)) {
        const events = step.events as readonly RegistryEvent[];
        for (const record of definitionsFrom(step.after, events, step.draft.at))
          definitions.push(this.#definition(record));
        return;
      }
      // What could not be decided is not tried again and again; the next message, or the next owner, looks at it.
      const gaveUp = step.events[0]?.type === 'ExecutionNeedsAttention';
      reign.due.set(entity, step.over || gaveUp ? undefined : nextDue(step.after));
      for (const command of commands) records.push(commandRecord(command));
      for (const outcome of outcomes) records.push(this.#outcome(entity, outcome));
    });
    const { dispatcher } = this.shared;
    void dispatcher.dispatch(reign.outbox, records);
    return { base, defined: dispatcher.dispatch(reign.outbox, definitions) };
  }

  #checkpointIfDue(reign: Reign): void {
    if (reign.checkpointing || this.shared.now() < this.#nextCheckpoint) return;
    const snapshot = this.#snapshot(reign);
    if (!snapshot) {
      this.#nextCheckpoint = this.shared.now() + this.shared.settings.checkpointMs;
      return;
    }
    reign.checkpointing = this.#checkpoint(reign, snapshot);
  }

  async #checkpoint(reign: Reign, snapshot: Snapshot): Promise<void> {
    const { checkpoints, state } = reign;
    try {
      await checkpoints.write(snapshot);
      await checkpoints.forget(state.ends.forget(this.shared.now()));
    } catch (error) {
      reign.checkpointFailed = error;
    } finally {
      reign.checkpointing = undefined;
      this.#nextCheckpoint = this.shared.now() + this.shared.settings.checkpointMs;
      this.#wakeUp();
    }
  }

  #lastSnapshot = -1;
  /** Everything of one moment between two batches; undefined if nothing has happened since the last. */
  #snapshot({ log, state, outbox }: Reign): Snapshot | undefined {
    const P = log.expected;
    if (P === this.#lastSnapshot) return undefined;
    this.#lastSnapshot = P;
    const changed = new Map<string, EntityCheckpoint>();
    for (const entity of state.changed) {
      const live = state.executions.get(entity);
      const resource = state.resources.get(entity);
      if (live) changed.set(entity, { x: live.x, execution: live.execution });
      else if (resource) changed.set(entity, { x: resource.x, resource: resource.resource });
    }
    const snapshot: Snapshot = {
      position: { P, seq: log.seq, nextInbox: state.nextInbox, at: state.lastAt },
      changed,
      ended: state.ended,
      ends: byHour(state.endedAt),
      dispatched: outbox.flushed(),
    };
    snapshot.dispatched.catch(() => undefined); // Looked at by whoever writes the snapshot.
    state.changed = new Set();
    state.ended = [];
    state.endedAt = [];
    return snapshot;
  }

  /** A last checkpoint, so that whoever comes next has nothing to read. */
  async #leave(reign: Reign): Promise<void> {
    await reign.checkpointing;
    if (reign.checkpointFailed !== undefined) return;
    const snapshot = this.#snapshot(reign);
    if (snapshot) await reign.checkpoints.write(snapshot).catch(() => undefined);
    else await reign.outbox.flushed();
  }

  async #wait(reign: Reign): Promise<void> {
    if (this.#stopping || this.#inbox.size > 0 || this.#logEnd !== undefined || reign.checkpointFailed !== undefined)
      return;
    const now = this.shared.now();
    const due = reign.due.next ?? Infinity;
    const until = Math.min(due, reign.checkpointing ? Infinity : Math.max(this.#nextCheckpoint, now + 100));
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

  /** @param base where the first decision of the answer's batch stands, or would */
  #answer({ topic, answer, decisions }: Batch['answers'][number], base: number): OutRecord {
    const log = { partition: this.partition, offset: base + decisions - 1 };
    return { topic, key: answer.id ?? null, value: JSON.stringify({ ...answer, log } satisfies Answer) };
  }

  #replyTo() {
    return { topic: this.shared.settings.topics.inbox, partition: this.partition };
  }

  /** To another execution, or to this one: all of them are reached by their inboxes. */
  #message(message: Message): OutRecord {
    const { topics, partitions } = this.shared.settings;
    const key = entityOf(message);
    if (key === undefined) throw new Error(`${message.type} is for nobody`);
    return { topic: topics.inbox, partition: partitionFor(key, partitions), key, value: JSON.stringify(message) };
  }

  #outcome(execution: string, outcome: Outcome): OutRecord {
    return { topic: this.shared.settings.topics.outcomes, key: execution, value: JSON.stringify(outcome) };
  }

  #definition(record: DefinitionRecord | StateMachineRecord): OutRecord {
    const key = isDefinition(record) ? definitionKey(record.name, record.version) : record.name;
    return { topic: this.shared.settings.topics.definitions, key, value: JSON.stringify(record) };
  }
}

const commandRecord = (command: Command): OutRecord => ({
  topic: commandsTopic(participantOf(command.command)),
  key: command.execution,
  value: JSON.stringify(command),
});

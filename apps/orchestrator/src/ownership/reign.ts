import type { RegistryEvent } from '#contracts';
import { nextDue } from '#engine';
import type { OutRecord, PartitionLog } from '#kafka';
import { definitionsFrom, isResource } from '#resources';
import type { Checkpoints } from '../checkpoints/checkpoints.js';
import type { Outbox } from '../dispatch/outbox.js';
import { OutgoingRecords } from '../dispatch/outgoing-records.js';
import { BatchDecider } from '../execution/decide-batch.js';
import { effectsOf, type Step } from '../execution/step.js';
import type { Known, ReadBacks } from '../redrive/read-backs.js';
import type { DueTimes } from '../timers/due-times.js';
import { headersOf, type Traces } from '../tracing/traces.js';
import type { InboxQueue } from './inbox-queue.js';
import type { PartitionState } from './partition-state.js';
import type { Recovered } from './recover.js';
import { deadLettersOf } from './refused-in-tail.js';
import type { Shared } from './shared.js';
import { unsentOf } from './unsent.js';

/** One take-over's things; all of it is dropped at O8. */
export interface Parts {
  readonly log: PartitionLog;
  readonly state: PartitionState;
  readonly outbox: Outbox;
  readonly due: DueTimes;
  readonly checkpoints: Checkpoints;
  readonly traces: Traces;
  /** Executions that are read back, for the messages that wait for them. */
  readonly backs: ReadBacks;
}

/** What is done with a partition between a take-over and its end: decide, append, confirm, apply and dispatch. */
export class Reign {
  /** Epoch milliseconds. */
  lastAppend: number;
  readonly #out: OutgoingRecords;

  constructor(
    readonly partition: number,
    private readonly shared: Shared,
    readonly parts: Parts,
  ) {
    this.#out = new OutgoingRecords(shared.settings, partition);
    this.lastAppend = shared.now();
    for (const entity of parts.state.deferred.entities) this.#askFor(entity);
  }

  /** O3 */
  async redispatch(recovered: Recovered): Promise<void> {
    const { dispatcher, registry } = this.shared;
    const { outbox, traces } = this.parts;
    const letters = await this.#lettersOf(recovered.tail);
    void dispatcher.dispatch(outbox, [...unsentOf(recovered, { out: this.#out, registry, traces }), ...letters]);
  }

  #lettersOf({ refused }: Recovered['tail']): Promise<OutRecord[]> {
    const { settings, reader } = this.shared;
    const inbox = { topic: settings.topics.inbox, partition: this.partition };
    const where = { topic: settings.topics.deadLetters, partitions: settings.partitions };
    return deadLettersOf(refused, reader, inbox, where);
  }

  /**
   * Takes what is due and what has come, decides it, and lets it count. Timers and records take turns, so that neither
   * can starve the other.
   */
  async decideBatch(inbox: InboxQueue): Promise<void> {
    const { settings, dispatcher, registry, now } = this.shared;
    const { state, due, backs, outbox } = this.parts;
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
    for (let taken = true; taken && hasRoom();) {
      const [entity] = due.take(time, 1, dueOf);
      if (entity !== undefined) await decider.timer(entity);
      const record = inbox.shift();
      if (record) await decider.record(record);
      const known = backs.take();
      if (known) await this.#resume(known, decider);
      taken = entity !== undefined || record !== undefined || known !== undefined;
      messages++;
    }
    if (decider.nextInbox === state.nextInbox && decider.batch.steps.length === 0) return;
    const { beforehand, answers, steps } = decider.batch;
    // A record that is passed by has to be safe elsewhere before a decision says that the inbox goes on behind it.
    if (beforehand.length > 0) await outbox.sent(dispatcher.dispatch(outbox, beforehand));
    const { base, defined } = await this.#commit(steps);
    state.nextInbox = decider.nextInbox;
    const records = answers.map(({ topic, answer, decisions }) =>
      this.#out.answer(topic, answer, base + decisions - 1),
    );
    // Who is told of a definition may start it at once, with an owner that finds it on its topic only.
    if (records.length > 0) void defined.then(() => dispatcher.answer(outbox, records));
  }

  async #resume(known: Known, decider: BatchDecider): Promise<void> {
    const { state } = this.parts;
    const { entity } = known;
    if (state.deferred.of(entity).length === 0) return;
    if (known.kind === 'UNREADABLE') return decider.refuse(entity, known.error);
    const found = known.kind === 'READ' ? known.found : undefined;
    // It may have been started anew, or have ended, meanwhile.
    const isStale =
      known.kind === 'READ' ? state.deferred.hasChangedSince(entity, known.end) : !state.executions.has(entity);
    if (isStale || !(await decider.resume(entity, found))) this.#askFor(entity);
  }

  /**
   * The one place that writes. Nothing leaves before its decision is on the log, and nothing is on the log that a newer
   * owner may contradict.
   */
  async #commit(steps: readonly Step[]): Promise<{ base: number; defined: Promise<void> }> {
    const { log, state, due, outbox, traces } = this.parts;
    if (steps.length === 0) return { base: log.expected, defined: Promise.resolve() };
    const since = performance.now();
    const base = await log.append(steps.map(({ draft }) => draft));
    this.shared.report.appended({ decisions: steps.length, tookMs: performance.now() - since });
    this.lastAppend = this.shared.now();
    const records: OutRecord[] = [];
    const definitions: OutRecord[] = [];
    steps.forEach((step, i) => {
      const { entity, nextInbox } = step.draft;
      const events = step.taken ? [...step.events, step.taken] : step.events;
      const began = state.beginningOf(entity, events, base + i);
      state.confirm(entity, step.after, { nextInbox, at: step.at, offset: base + i, over: step.over, began });
      state.deferred.take(entity, events, { at: step.at, offset: base + i });
      if (events[0]?.type === 'MessageDeferred') this.#askFor(entity);
      if (step.deadLetter) records.push(step.deadLetter);
      const { commands, outcomes, messages } = effectsOf(step, this.#out.replyTo, began);
      const headers = headersOf(traces, step);
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
      due.set(entity, step.over || gaveUp ? undefined : nextDue(step.after));
      for (const command of commands) records.push(this.#out.command(command, headers));
      for (const outcome of outcomes) records.push(this.#out.outcome(entity, outcome, headers));
    });
    const { dispatcher } = this.shared;
    void dispatcher.dispatch(outbox, records);
    return { base, defined: dispatcher.dispatch(outbox, definitions) };
  }

  #askFor(entity: string): void {
    const { state, backs } = this.parts;
    if (state.executions.has(entity)) backs.isHere(entity);
    else backs.ask(entity, state.deferred.beganOf(entity));
  }
}

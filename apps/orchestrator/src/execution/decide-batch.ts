import type { StateMachine } from '#asl';
import {
  LIMITS,
  type Answer,
  type ArnScope,
  type ExecutionEvent,
  type Json,
  type LogEvent,
  type Message,
  type MessageTaken,
  type RegistryEvent,
  type Reply,
} from '#contracts';
import {
  acceptance,
  decide,
  evolve,
  isOver,
  newExecution,
  refusal,
  type Decided,
  type EngineMessage,
  type Execution,
  type LambdaRoute,
} from '#engine';
import { deadLetter, type InRecord, type OutRecord } from '#kafka';
import type { DeferredMessage } from '../redrive/deferred.js';
import type { Found } from '../redrive/read-back.js';
import {
  decideResource,
  evolveResource,
  isResource,
  isResourceMessage,
  type Resource,
  type ResourceMessage,
} from '#resources';
import { traceIn } from '#runtime';
import type { Registry } from '../registry/registry.js';
import type { PartitionState } from '../ownership/partition-state.js';
import { afterTheEnd, bringsBack, DEFERRED, REPEAT, type Refusal } from './after-the-end.js';
import { place } from './place.js';
import type { Batch, Step } from './step.js';

export interface BatchContext {
  readonly state: PartitionState;
  readonly registry: Registry;
  readonly partition: number;
  readonly partitions: number;
  readonly deadLetters: string;
  readonly inbox: string;
  readonly arns: ArnScope;
  readonly route: LambdaRoute;
  readonly historyLimit?: number | undefined;
  now(): number;
}

/**
 * Decides a batch of inbox records and due timers, one after the other, each on the state that the ones before it leave
 * behind. Nothing of it counts before the log has it.
 */
export class BatchDecider {
  readonly batch: Batch = { steps: [], beforehand: [], answers: [] };
  readonly #tentative = new Map<string, Execution | Resource | undefined>();
  #at = 0;
  #iso = '';
  #nextInbox: number;
  #size = 0;

  constructor(private readonly context: BatchContext) {
    this.#tick();
    this.#nextInbox = context.state.nextInbox;
  }

  /**
   * The batch may have waited, for a definition that its topic did not have yet: what comes behind that is decided later
   * than what others have decided meanwhile, and says so.
   */
  #tick(): void {
    const at = this.context.state.tick(this.context.now());
    if (at <= this.#at) return;
    this.#at = at;
    this.#iso = new Date(at).toISOString();
  }

  /** The offset behind the last record that was taken. */
  get nextInbox(): number {
    return this.#nextInbox;
  }

  /** Characters of all events so far: a batch is one request, and a topic's records have a limit. */
  get size(): number {
    return this.#size;
  }

  async timer(entity: string): Promise<void> {
    this.#tick();
    const execution = this.#execution(entity);
    if (!execution || isOver(execution)) return;
    const random = seed(this.context.partition, this.#at, entity.length);
    try {
      const refused = await this.#execute(entity, execution, { type: 'TimerFired' }, random);
      if (refused) this.#needsAttention(entity, execution, new Error(refused.cause));
    } catch (error) {
      this.#needsAttention(entity, execution, error);
    }
  }

  /**
   * The execution is read back: what waits for that is decided now, as if its record came from within.
   * @param found as the log has it; absent where it lives, or where the log does not know it
   * @returns false if it has ended in this very batch: it has to be read once more.
   */
  async resume(entity: string, found: Found | undefined): Promise<boolean> {
    this.#tick();
    const here = this.#execution(entity);
    if (!found && here && isOver(here)) return false;
    if (found && !here && !isOver(found.execution)) {
      this.refuse(entity, new Error('it does not say that the execution has ended.'));
      return true;
    }
    if (found && !here) this.#tentative.set(entity, found.execution);
    for (const waiting of this.context.state.deferred.of(entity)) {
      const { message, offset } = waiting;
      const { type: messageType, id } = message;
      const place = { offset, ...(found && { began: found.began }) };
      const taken: MessageTaken = { type: 'MessageTaken', messageType, ...(id !== undefined && { id }), ...place };
      await this.#message(this.#recordOf(entity, waiting), message, entity, taken);
    }
    return true;
  }

  /** It cannot be read back. */
  refuse(entity: string, error: unknown): void {
    this.#tick();
    const cause = `It cannot be read back from the log: ${String((error as Error | undefined)?.message ?? error)}`;
    for (const waiting of this.context.state.deferred.of(entity))
      this.#reject(this.#recordOf(entity, waiting), { error: 'InternalError', cause }, waiting.message, entity);
  }

  /** What was passed by long ago may be gone from the inbox; the log has all of it that counts. */
  #recordOf(entity: string, { offset, message, at }: DeferredMessage): InRecord {
    const { partition, inbox } = this.context;
    const value = Buffer.from(JSON.stringify(message));
    return { topic: inbox, partition, offset, key: Buffer.from(entity), value, headers: {}, timestamp: at };
  }

  async record(record: InRecord): Promise<void> {
    this.#nextInbox = record.offset + 1;
    this.#tick();
    const placed = place(record, this.context.partitions);
    switch (placed.kind) {
      case 'elsewhere':
        this.batch.beforehand.push(placed.forward);
        return;
      case 'poison':
        this.batch.beforehand.push(this.#deadLetter(record, placed));
        this.#reject(record, placed, placed.message);
        return;
      case 'message':
        await this.#message(record, placed.message, placed.entity);
    }
  }

  async #message(record: InRecord, message: Message, entity: string, taken?: MessageTaken): Promise<void> {
    const first = this.batch.steps.length;
    try {
      const decided = isResourceMessage(message)
        ? this.#decideResource(message, entity)
        : await this.#decide(record, message, entity, taken);
      if (decided && 'deferred' in decided) return;
      if (decided && 'error' in decided) return this.#reject(record, decided, message, entity);
      const its = decided && 'repeat' in decided ? undefined : decided;
      this.#answer(message, { ok: true, entity, ...this.#resultOf(message, entity, its) });
      const reply = decided === REPEAT ? undefined : acceptance(message, this.#execution(entity), this.#at);
      // A repeat is no fact; that it waits no longer is one.
      if (taken && this.batch.steps.length === first) this.#step(entity, [taken], undefined, false);
      if (reply) this.#accepted(record, { message, entity, reply, first, taken });
    } catch (error) {
      // A bug: the message is kept for a person, the execution is marked, and the others go on.
      const cause = `Deciding this message threw: ${(error as Error).stack ?? String(error)}`;
      this.#reject(record, { error: 'InternalError', cause }, message, entity);
      const execution = this.#execution(entity);
      if (execution && !isOver(execution)) this.#needsAttention(entity, execution, error);
    }
  }

  /** @returns why the message is refused, or what there is to tell of it. */
  #decideResource(message: ResourceMessage, entity: string): Refusal | { readonly result?: Json } {
    const before = this.#resource(entity);
    const decided = decideResource(before, message, { at: this.#at, arns: this.context.arns });
    if (!decided.ok || decided.events.length === 0) return decided;
    const evolve = (it: Resource | undefined, event: RegistryEvent) => evolveResource(it, event, this.#at);
    this.#step(entity, decided.events, decided.events.reduce(evolve, before), false);
    return decided;
  }

  /** @returns why the message is refused, or that its caller was told before, or undefined. */
  async #decide(
    record: InRecord,
    message: Exclude<Message, ResourceMessage>,
    entity: string,
    taken?: MessageTaken,
  ): Promise<Refusal | typeof REPEAT | typeof DEFERRED | undefined> {
    const known = this.#execution(entity);
    const { ends } = this.context.state;
    if (!taken && (!known || isOver(known)) && bringsBack(message, entity, { known, ends }))
      return this.#defer(record, message, entity);
    if (taken) {
      const random = seed(record.partition, record.offset, record.timestamp);
      return this.#execute(entity, known ?? newExecution(entity), message as EngineMessage, random, taken);
    }
    if (known ? isOver(known) : ends.has(entity)) return afterTheEnd(message, entity, { known, ends });
    const execution = known ?? newExecution(entity);
    const random = seed(record.partition, record.offset, record.timestamp);
    if (message.type !== 'StartExecution') return this.#execute(entity, execution, message, random);
    const found = known ? undefined : await this.context.registry.resolve(message, random);
    this.#tick();
    if (found && !found.ok) return found;
    const trace = traceIn(record.headers);
    const start = { ...message, name: message.name!, version: 0, ...found?.value, trace };
    return this.#execute(entity, execution, start, random);
  }

  /**
   * Of an execution that has ended nothing is kept in memory. That somebody asks for it is a fact, so that the inbox
   * goes on behind him while it is read back.
   */
  #defer({ offset }: InRecord, message: DeferredMessage['message'], entity: string): Refusal | typeof DEFERRED {
    const { deferred } = this.context.state;
    if (deferred.size + this.#deferred >= MOST_DEFERRED)
      return {
        error: 'ServiceUnavailable',
        cause: `${MOST_DEFERRED} executions are being read back; send it again when some are done.`,
        outcome: 'unknown',
      };
    this.#deferred++;
    const { type: messageType, id } = message;
    const event = { type: 'MessageDeferred', messageType, ...(id !== undefined && { id }), offset, message } as const;
    this.#step(entity, [event], undefined, false);
    return DEFERRED;
  }
  #deferred = 0;

  async #execute(
    entity: string,
    before: Execution,
    message: EngineMessage,
    random: number,
    taken?: MessageTaken,
  ): Promise<Refusal | undefined> {
    const machine = this.#machine(before, message) ?? (await this.#machineRead(before));
    if (!machine)
      return { error: 'StateMachineDoesNotExist', cause: `No definition is known for execution ${entity}.` };
    const { route, historyLimit } = this.context;
    const moment = { at: this.#at, random, route, ...(historyLimit !== undefined && { historyLimit }) };
    const decided: Decided = await decide(machine, before, message, moment);
    if (!decided.ok) return decided;
    if (decided.events.length === 0) return undefined;
    const after = decided.events.reduce((execution, event) => evolve(execution, event, this.#at), before);
    this.#step(entity, decided.events, after, isOver(after), { before, ...(taken && { taken }) });
    return undefined;
  }

  #needsAttention(entity: string, execution: Execution, error: unknown): void {
    const event: ExecutionEvent = {
      type: 'ExecutionNeedsAttention',
      because: String((error as Error)?.message ?? error),
    };
    this.#step(entity, [event], evolve(execution, event, this.#at), false, { before: execution });
  }

  async #machineRead(execution: Execution): Promise<StateMachine | undefined> {
    if (execution.status === 'NEW') return undefined;
    return this.context.registry.machineOf(execution.stateMachine, execution.version);
  }

  #machine(execution: Execution, message: EngineMessage): StateMachine | undefined {
    const pinned = message.type === 'StartExecution' && message.version > 0 ? message : undefined;
    if (pinned) return this.context.registry.machine(pinned.stateMachine, pinned.version);
    return execution.status === 'NEW'
      ? NO_MACHINE
      : this.context.registry.machine(execution.stateMachine, execution.version);
  }

  #step(
    entity: string,
    events: readonly LogEvent[],
    after: Step['after'],
    over: boolean,
    more: Pick<Step, 'before' | 'deadLetter' | 'taken'> = {},
  ): void {
    const written = this.#written(more.taken ? [...events, more.taken] : events);
    const draft = { entity, nextInbox: this.#nextInbox, at: this.#iso, events: written };
    this.batch.steps.push({ draft, events, after, over, at: this.#at, ...more });
    if (after) this.#tentative.set(entity, after);
  }

  #written(events: readonly LogEvent[]): string {
    const json = JSON.stringify(events);
    this.#size += json.length;
    return json;
  }

  /**
   * What a task of another execution is told is a fact on the log, as it has to be told whoever dies. It stands before
   * what was decided, and passes nothing by: without that it would have been told too early only.
   */
  #accepted({ offset }: InRecord, { message, entity, reply, first, taken }: Accepted): void {
    const { type: messageType, id } = message;
    const events = [{ type: 'MessageAccepted', messageType, ...(id !== undefined && { id }), offset, reply } as const];
    const decided = this.batch.steps.length > first;
    const nextInbox = taken ? this.#nextInbox : decided ? offset : offset + 1;
    const draft = { entity, nextInbox, at: this.#iso, events: this.#written(events) };
    this.batch.steps.splice(first, 0, { draft, events, after: undefined, over: false, at: this.#at });
  }

  #deadLetter(record: InRecord, { error, cause }: Refusal): OutRecord {
    return deadLetter(record, { error, reason: shortened(cause) }, this.context.deadLetters, this.#at);
  }

  /** The refusal is a fact on the log. One that follows from the state of an entity has its dead letter with it. */
  #reject(record: InRecord, refused: Refusal, message?: Message, entity?: string): void {
    const { error } = refused;
    const cause = shortened(refused.cause);
    const { type: messageType, id } = message ?? {};
    const event = { type: 'MessageRejected' as const, offset: record.offset, error, cause };
    const reply = message && refusal(message, { ...refused, cause });
    const rejected = {
      ...event,
      ...(messageType ? { messageType } : {}),
      ...(id === undefined ? {} : { id }),
      ...(reply && { reply }),
    };
    const about = entity ?? record.key?.toString('utf8', 0, MOST_KEY_BYTES) ?? '';
    // Who asked is told; what nobody waits for is kept for a person.
    const asked = message?.replyTo !== undefined || reply !== undefined;
    const letter = entity === undefined || asked ? undefined : this.#deadLetter(record, refused);
    this.#step(about, [rejected], undefined, false, letter && { deadLetter: letter });
    if (message) this.#answer(message, { error, message: cause, ...(entity === undefined ? {} : { entity }) });
  }

  #answer({ id, replyTo }: Message, answer: Omit<Answer, 'at' | 'id'>): void {
    if (replyTo === undefined) return;
    this.batch.answers.push({
      topic: replyTo,
      answer: { ...(id === undefined ? {} : { id }), ...answer, at: this.#iso },
      decisions: this.batch.steps.length,
    });
  }

  #resultOf(
    { type }: Message,
    entity: string,
    decided: { readonly result?: Json } | undefined,
  ): { readonly result?: Json } {
    if (decided?.result !== undefined) return { result: decided.result };
    const started = type === 'StartExecution' ? this.#execution(entity) : undefined;
    return started && started.status !== 'NEW' ? { result: { startedAt: started.startedAt } } : {};
  }

  #execution(entity: string): Execution | undefined {
    const tentative = this.#tentative.get(entity);
    if (tentative) return isResource(tentative) ? undefined : tentative;
    return this.context.state.executions.get(entity)?.execution;
  }

  #resource(entity: string): Resource | undefined {
    const tentative = this.#tentative.get(entity);
    if (tentative) return isResource(tentative) ? tentative : undefined;
    return this.context.state.resources.get(entity)?.resource;
  }
}

const shortened = (cause: string): string =>
  cause.length > LIMITS.causeLength ? `${cause.slice(0, LIMITS.causeLength - 1)}…` : cause;

interface Accepted {
  readonly message: Message;
  readonly entity: string;
  readonly reply: Reply;
  /** Where its steps begin in the batch. */
  readonly first: number;
  /** It was passed by before. */
  readonly taken: MessageTaken | undefined;
}

/** Each holds an execution in memory while it is read back, and no checkpoint is written meanwhile. */
const MOST_DEFERRED = 1_000;

/** Of the key of a record that nobody can read; our own are shorter. */
const MOST_KEY_BYTES = 1_024;

/** For messages to executions that nobody started: the engine refuses them without looking at a machine. */
const NO_MACHINE: StateMachine = {
  StartAt: '',
  states: new Map(),
  saga: { OnFailure: 'NONE', OnAbort: 'NONE', OnTimeout: 'NONE', OnUndoFailure: 'HALT', CancelTimeoutSeconds: 0 },
  compensates: false,
};

/** Chance comes in with the message: the same place gives the same number. */
const seed = (a: number, b: number, c: number): number =>
  (Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b | 0, 0x85ebca6b) ^ Math.imul(c | 0, 0xc2b2ae35)) >>> 0;

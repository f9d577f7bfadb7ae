import type { StateMachine } from '#asl';
import {
  type ArnScope,
  type ExecutionEvent,
  type Json,
  type Message,
  type MessageTaken,
  type RegistryEvent,
} from '#contracts';
import {
  acceptance,
  decide,
  evolve,
  isOver,
  newExecution,
  type Decided,
  type EngineMessage,
  type Execution,
  type LambdaRoute,
} from '#engine';
import type { InRecord } from '#kafka';
import type { DeferredMessage } from '../redrive/deferred.js';
import type { Found } from '../redrive/read-back.js';
import { decideResource, evolveResource, isResourceMessage, type Resource, type ResourceMessage } from '#resources';
import { traceIn } from '#runtime';
import type { Registry } from '../registry/registry.js';
import { afterTheEnd, bringsBack, DEFERRED, REPEAT, type Refusal } from './after-the-end.js';
import { BatchInMaking, type Surroundings } from './batch-in-making.js';
import { place } from './place.js';
import type { Batch } from './step.js';

export interface BatchContext extends Surroundings {
  readonly registry: Registry;
  readonly partition: number;
  readonly partitions: number;
  readonly inbox: string;
  readonly arns: ArnScope;
  readonly route: LambdaRoute;
  readonly historyLimit?: number | undefined;
}

/**
 * Decides a batch of inbox records and due timers, one after the other, each on the state that the ones before it leave
 * behind. Nothing of it counts before the log has it.
 */
export class BatchDecider {
  readonly #making: BatchInMaking;

  constructor(private readonly context: BatchContext) {
    this.#making = new BatchInMaking(context);
  }

  get batch(): Batch {
    return this.#making.batch;
  }

  /** The offset behind the last record that was taken. */
  get nextInbox(): number {
    return this.#making.nextInbox;
  }

  /** Characters of all events so far. */
  get size(): number {
    return this.#making.size;
  }

  async timer(entity: string): Promise<void> {
    this.#making.tick();
    const execution = this.#making.execution(entity);
    if (!execution || isOver(execution)) return;
    const random = seed(this.context.partition, this.#making.at, entity.length);
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
    this.#making.tick();
    const here = this.#making.execution(entity);
    if (!found && here && isOver(here)) return false;
    if (found && !here && !isOver(found.execution)) {
      this.refuse(entity, new Error('it does not say that the execution has ended.'));
      return true;
    }
    if (found && !here) this.#making.found(entity, found.execution);
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
    this.#making.tick();
    const cause = `It cannot be read back from the log: ${String((error as Error | undefined)?.message ?? error)}`;
    for (const waiting of this.context.state.deferred.of(entity))
      this.#making.rejected(
        this.#recordOf(entity, waiting),
        { error: 'InternalError', cause },
        waiting.message,
        entity,
      );
  }

  /** What was passed by long ago may be gone from the inbox; the log has all of it that counts. */
  #recordOf(entity: string, { offset, message, at }: DeferredMessage): InRecord {
    const { partition, inbox } = this.context;
    const value = Buffer.from(JSON.stringify(message));
    return { topic: inbox, partition, offset, key: Buffer.from(entity), value, headers: {}, timestamp: at };
  }

  async record(record: InRecord): Promise<void> {
    this.#making.nextInbox = record.offset + 1;
    this.#making.tick();
    const placed = place(record, this.context.partitions);
    switch (placed.kind) {
      case 'elsewhere':
        this.#making.batch.beforehand.push(placed.forward);
        return;
      case 'poison':
        this.#making.batch.beforehand.push(this.#making.deadLetter(record, placed));
        this.#making.rejected(record, placed, placed.message);
        return;
      case 'message':
        await this.#message(record, placed.message, placed.entity);
    }
  }

  async #message(record: InRecord, message: Message, entity: string, taken?: MessageTaken): Promise<void> {
    const first = this.#making.decisions;
    try {
      const decided = isResourceMessage(message)
        ? this.#decideResource(message, entity)
        : await this.#decide(record, message, entity, taken);
      if (decided && 'deferred' in decided) return;
      if (decided && 'error' in decided) return this.#making.rejected(record, decided, message, entity);
      const its = decided && 'repeat' in decided ? undefined : decided;
      this.#making.answer(message, { ok: true, entity, ...this.#resultOf(message, entity, its) });
      const reply =
        decided === REPEAT ? undefined : acceptance(message, this.#making.execution(entity), this.#making.at);
      // A repeat is no fact; that it waits no longer is one.
      if (taken && this.#making.decisions === first) this.#making.step(entity, [taken], undefined, false);
      if (reply) this.#making.accepted(record, { message, entity, reply, first, taken });
    } catch (error) {
      // A bug: the message is kept for a person, the execution is marked, and the others go on.
      const cause = `Deciding this message threw: ${(error as Error).stack ?? String(error)}`;
      this.#making.rejected(record, { error: 'InternalError', cause }, message, entity);
      const execution = this.#making.execution(entity);
      if (execution && !isOver(execution)) this.#needsAttention(entity, execution, error);
    }
  }

  /** @returns why the message is refused, or what there is to tell of it. */
  #decideResource(message: ResourceMessage, entity: string): Refusal | { readonly result?: Json } {
    const before = this.#making.resource(entity);
    const decided = decideResource(before, message, { at: this.#making.at, arns: this.context.arns });
    if (!decided.ok || decided.events.length === 0) return decided;
    const evolve = (it: Resource | undefined, event: RegistryEvent) => evolveResource(it, event, this.#making.at);
    this.#making.step(entity, decided.events, decided.events.reduce(evolve, before), false);
    return decided;
  }

  /** @returns why the message is refused, or that its caller was told before, or undefined. */
  async #decide(
    record: InRecord,
    message: Exclude<Message, ResourceMessage>,
    entity: string,
    taken?: MessageTaken,
  ): Promise<Refusal | typeof REPEAT | typeof DEFERRED | undefined> {
    const known = this.#making.execution(entity);
    const { ends } = this.context.state;
    if (!taken) {
      if ((!known || isOver(known)) && bringsBack(message, entity, { known, ends }))
        return this.#defer(record, message, entity);
      if (known ? isOver(known) : ends.has(entity)) return afterTheEnd(message, entity, { known, ends });
    }
    const execution = known ?? newExecution(entity);
    const random = seed(record.partition, record.offset, record.timestamp);
    if (message.type !== 'StartExecution') return this.#execute(entity, execution, message, random, taken);
    const found = known ? undefined : await this.context.registry.resolve(message, random);
    this.#making.tick();
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
    this.#making.step(entity, [event], undefined, false);
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
    const moment = { at: this.#making.at, random, route, ...(historyLimit !== undefined && { historyLimit }) };
    const decided: Decided = await decide(machine, before, message, moment);
    if (!decided.ok) return decided;
    if (decided.events.length === 0) return undefined;
    const { events, after } = decided;
    this.#making.step(entity, events, after, isOver(after), { before, ...(taken && { taken }) });
    return undefined;
  }

  #needsAttention(entity: string, execution: Execution, error: unknown): void {
    const event: ExecutionEvent = {
      type: 'ExecutionNeedsAttention',
      because: String((error as Error)?.message ?? error),
    };
    this.#making.step(entity, [event], evolve(execution, event, this.#making.at), false, { before: execution });
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

  #resultOf(
    { type }: Message,
    entity: string,
    decided: { readonly result?: Json } | undefined,
  ): { readonly result?: Json } {
    if (decided?.result !== undefined) return { result: decided.result };
    const started = type === 'StartExecution' ? this.#making.execution(entity) : undefined;
    return started && started.status !== 'NEW' ? { result: { startedAt: started.startedAt } } : {};
  }
}

/** Each holds an execution in memory while it is read back, and no checkpoint is written meanwhile. */
const MOST_DEFERRED = 1_000;

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

import type { StateMachine } from '#asl';
import {
  isAboutMessage,
  isLastWord,
  isRegistryEvent,
  type Decision,
  type ExecutionEvent,
  type LogEvent,
  type RegistryEvent,
} from '#contracts';
import { evolve, isOver, newExecution, type Execution } from '#engine';
import { evolveResource, isResource, type Resource } from '#resources';
import { resourceOf, type EntityCheckpoint } from '../checkpoints/checkpoint-records.js';
import { Deferred } from '../redrive/deferred.js';
import { hashId, SOMEBODY, startedBy, undoable, type IdHash, type RememberedEnds } from './remembered-ends.js';

export interface LiveExecution {
  readonly execution: Execution;
  /** The log offset of its last decision. */
  readonly x: number;
  /** Of its first; absent where an earlier version has kept it without. */
  readonly began?: number;
}

export interface LiveResource {
  readonly resource: Resource;
  readonly x: number;
}

/** Compiled once, when an execution is first met. */
export type MachineOf = (stateMachine: string, version: number) => StateMachine | undefined;

/** Everything that an owner knows of its partition: the fold of the decisions that count (O2). */
export class PartitionState {
  readonly executions = new Map<string, LiveExecution>();
  /** State machines, those that were deleted too, and activities. */
  readonly resources = new Map<string, LiveResource>();
  /** Messages that wait for their executions to be read back. */
  readonly deferred = new Deferred();
  nextInbox = 0;
  /** Epoch milliseconds of the last decision. */
  lastAt = 0;

  /** Since the last checkpoint: entities that changed, executions that ended, and their ends. */
  changed = new Set<string>();
  ended: string[] = [];
  endedAt: [IdHash, number][] = [];

  constructor(readonly ends: RememberedEnds) {}

  /** Time does not go backwards in a partition. */
  tick(now: number): number {
    return Math.max(now, this.lastAt);
  }

  /** What the decision's owner knows already, since it has just folded it. */
  confirm(entity: string, after: Execution | Resource | undefined, confirmed: Confirmed): void {
    this.nextInbox = confirmed.nextInbox;
    this.lastAt = confirmed.at;
    if (!after) return;
    if (isResource(after)) {
      if (this.#setResource(entity, after, confirmed.offset)) return;
    } else if (confirmed.over) {
      this.executions.delete(entity);
      this.#remember(entity, confirmed.at, after);
      return;
    } else {
      const { began } = confirmed;
      this.executions.set(entity, { execution: after, x: confirmed.offset, ...(began !== undefined && { began }) });
    }
    this.changed.add(entity);
  }

  /** @returns whether nothing is kept of it any more. */
  #setResource(entity: string, resource: Resource, x: number): boolean {
    if (resource.kind === 'STATE_MACHINE' || !('deleted' in resource)) {
      this.resources.set(entity, { resource, x });
      return false;
    }
    this.resources.delete(entity);
    this.changed.delete(entity);
    this.ended.push(entity);
    return true;
  }

  /** @param ended absent if only its end is known */
  #remember(entity: string, at: number, ended: Execution | undefined): void {
    const ids = [entity];
    if (!ended) ids.push(startedBy(entity, SOMEBODY));
    else if (isOver(ended)) {
      if (ended.caller) ids.push(startedBy(entity, ended.caller.taskToken));
      if (ended.done) ids.push(undoable(entity));
    }
    for (const id of ids) {
      const hash = hashId(id);
      this.ends.add(hash, at);
      this.endedAt.push([hash, at]);
    }
    this.changed.delete(entity);
    this.ended.push(entity);
  }

  restore(entity: string, checkpoint: EntityCheckpoint): void {
    if ('execution' in checkpoint) this.executions.set(entity, checkpoint);
    else this.resources.set(entity, { resource: resourceOf(checkpoint), x: checkpoint.x });
  }

  /** Where an execution begins that is known, or that a decision of this offset begins or brings back. */
  beginningOf(entity: string, events: readonly LogEvent[], offset: number): number | undefined {
    const known = this.executions.get(entity);
    if (known) return known.began;
    if (events[0]?.type === 'ExecutionStarted') return offset;
    const last = events.at(-1);
    return last?.type === 'MessageTaken' ? last.began : undefined;
  }

  /**
   * Folds a decision that counts, as read from the log.
   * @returns the execution after it, `ended` if the entity's state is not known because it is over already.
   */
  fold(decision: Decision, offset: number): Folded {
    const { entity, nextInbox } = decision;
    const at = Date.parse(decision.at);
    const over = decision.events.some(isLastWord);
    const confirmed = { nextInbox, at, offset, over };
    this.deferred.take(entity, decision.events, confirmed);
    const known = this.executions.get(entity) ?? this.resources.get(entity);
    if (known && known.x >= offset) {
      this.nextInbox = nextInbox;
      this.lastAt = at;
      return { kind: 'known' };
    }
    const events = decision.events.filter((event) => !isAboutMessage(event));
    if (events.length === 0) {
      this.confirm(entity, undefined, confirmed);
      return { kind: 'nothing' };
    }
    if (isRegistryEvent(events[0]!)) {
      const happened = events as readonly RegistryEvent[];
      const before = this.resources.get(entity)?.resource;
      const after = happened.reduce<Resource | undefined>((it, event) => evolveResource(it, event, at), before);
      this.confirm(entity, after, confirmed);
      return after ? { kind: 'resource', after, events: happened, at } : { kind: 'nothing' };
    }
    const began = this.beginningOf(entity, decision.events, offset);
    const before = this.executions.get(entity)?.execution ?? begins(entity, events);
    if (!before) {
      this.nextInbox = nextInbox;
      this.lastAt = at;
      if (over) this.#remember(entity, at, undefined);
      return { kind: 'unknown', over };
    }
    const after = (events as ExecutionEvent[]).reduce((execution, event) => evolve(execution, event, at), before);
    this.confirm(entity, after, { ...confirmed, over: isOver(after), began });
    return { kind: 'execution', before, after, events: events as ExecutionEvent[], at, began };
  }
}

export interface Confirmed {
  readonly nextInbox: number;
  readonly at: number;
  readonly offset: number;
  readonly over: boolean;
  /** Where an execution begins (`beginningOf`). */
  readonly began?: number | undefined;
}

export type Folded =
  /** In the checkpoint already. */
  | { readonly kind: 'known' }
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'resource';
      readonly after: Resource;
      readonly events: readonly RegistryEvent[];
      readonly at: number;
    }
  | {
      readonly kind: 'execution';
      readonly before: Execution;
      readonly after: Execution;
      readonly events: readonly ExecutionEvent[];
      readonly at: number;
      readonly began: number | undefined;
    }
  /** Of an execution that has ended further on in the log. */
  | { readonly kind: 'unknown'; readonly over: boolean };

const begins = (entity: string, events: readonly LogEvent[]): Execution | undefined =>
  events[0]!.type === 'ExecutionStarted' ? newExecution(entity) : undefined;

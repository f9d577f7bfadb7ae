import type { StateMachine } from '#asl';
import { isEnd, type Decision, type ExecutionEvent, type LogEvent, type StateMachineEvent } from '#contracts';
import { evolve, newExecution, type Execution } from '#engine';
import type { EntityCheckpoint } from '../checkpoints/checkpoint-records.js';
import { evolveStateMachine, type StateMachineEntity } from '../execution/decide-state-machine.js';
import { hashId, type IdHash, type RememberedEnds } from './remembered-ends.js';

export interface LiveExecution {
  readonly execution: Execution;
  /** The log offset of its last decision. */
  readonly x: number;
}

export interface LiveStateMachine {
  readonly entity: StateMachineEntity;
  readonly x: number;
}

/** Compiled once, when an execution is first met. */
export type MachineOf = (stateMachine: string, version: number) => StateMachine | undefined;

/** Everything that an owner knows of its partition: the fold of the decisions that count (O2). */
export class PartitionState {
  readonly executions = new Map<string, LiveExecution>();
  readonly stateMachines = new Map<string, LiveStateMachine>();
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
  confirm(entity: string, after: Execution | StateMachineEntity | undefined, confirmed: Confirmed): void {
    this.nextInbox = confirmed.nextInbox;
    this.lastAt = confirmed.at;
    if (!after) return;
    if ('definition' in after) this.stateMachines.set(entity, { entity: after, x: confirmed.offset });
    else if (confirmed.over) {
      this.executions.delete(entity);
      this.#remember(entity, confirmed.at);
      return;
    } else this.executions.set(entity, { execution: after, x: confirmed.offset });
    this.changed.add(entity);
  }

  #remember(entity: string, at: number): void {
    const hash = hashId(entity);
    this.ends.add(hash, at);
    this.endedAt.push([hash, at]);
    this.changed.delete(entity);
    this.ended.push(entity);
  }

  restore(entity: string, checkpoint: EntityCheckpoint): void {
    if ('execution' in checkpoint) this.executions.set(entity, { execution: checkpoint.execution, x: checkpoint.x });
    else this.stateMachines.set(entity, { entity: checkpoint.stateMachine, x: checkpoint.x });
  }

  /**
   * Folds a decision that counts, as read from the log.
   * @returns the execution after it, `ended` if the entity's state is not known because it is over already.
   */
  fold(decision: Decision, offset: number): Folded {
    const { entity, nextInbox } = decision;
    const at = Date.parse(decision.at);
    const over = decision.events.some(isEnd);
    const confirmed = { nextInbox, at, offset, over };
    const known = this.executions.get(entity) ?? this.stateMachines.get(entity);
    if (known && known.x >= offset) {
      this.nextInbox = nextInbox;
      this.lastAt = at;
      return { kind: 'known' };
    }
    const events = decision.events.filter((event) => event.type !== 'MessageRejected');
    if (events.length === 0) {
      this.confirm(entity, undefined, confirmed);
      return { kind: 'nothing' };
    }
    if (isStateMachineEvent(events[0]!)) {
      const after = evolveStateMachine(events.at(-1) as StateMachineEvent);
      this.confirm(entity, after, confirmed);
      return { kind: 'stateMachine', after };
    }
    const before = this.executions.get(entity)?.execution ?? begins(entity, events);
    if (!before) {
      this.nextInbox = nextInbox;
      this.lastAt = at;
      if (over) this.#remember(entity, at);
      return { kind: 'unknown', over };
    }
    const after = (events as ExecutionEvent[]).reduce((execution, event) => evolve(execution, event, at), before);
    this.confirm(entity, after, confirmed);
    return { kind: 'execution', after, events: events as ExecutionEvent[], at };
  }
}

export interface Confirmed {
  readonly nextInbox: number;
  readonly at: number;
  readonly offset: number;
  readonly over: boolean;
}

export type Folded =
  /** In the checkpoint already. */
  | { readonly kind: 'known' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'stateMachine'; readonly after: StateMachineEntity }
  | {
      readonly kind: 'execution';
      readonly after: Execution;
      readonly events: readonly ExecutionEvent[];
      readonly at: number;
    }
  /** Of an execution that has ended further on in the log. */
  | { readonly kind: 'unknown'; readonly over: boolean };

const isStateMachineEvent = (event: LogEvent): event is StateMachineEvent =>
  event.type === 'StateMachineCreated' || event.type === 'StateMachineUpdated';

const begins = (entity: string, events: readonly LogEvent[]): Execution | undefined =>
  events[0]!.type === 'ExecutionStarted' ? newExecution(entity) : undefined;

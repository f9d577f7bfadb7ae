import {
  DEFAULT_ARN_SCOPE,
  type Message,
  type RegistryEvent,
  type RegistryEventOf,
  type StateMachineRecord,
} from '#contracts';
import {
  decideResource,
  evolveResource,
  grantsFrom,
  stateMachineRecord,
  type Resource,
  type ResourceMessage,
} from '#resources';
import type { Rule } from './finding.js';
import type { Where } from './lives.js';
import { resourceContradiction } from './resource-rules.js';

/** What the lives of state machines tell those who look at the other topics. */
export interface ResourceConsequences {
  defined(event: RegistryEventOf<'StateMachineCreated' | 'StateMachineUpdated'>, at: number): void;
  /** What leads to a state machine's revisions has changed. */
  led(record: StateMachineRecord, at: number): void;
  granted(event: RegistryEventOf<'LockAcquired'>): void;
  released(event: RegistryEventOf<'LockReleased'>, at: number): void;
  /** A counting decision sends this to an execution. */
  message(sent: Message, at: number): void;
}

interface Context {
  /** The log's first records are gone: state machines may begin in the middle. */
  readonly truncated: boolean;
  readonly tell: ResourceConsequences;
  readonly find: (rule: Rule, says: string, offset: number, entity: string) => void;
}

/** Each state machine, each activity and each lock of a partition, from its creation on. */
export class ResourceLives {
  readonly #resources = new Map<string, Resource>();

  constructor(private readonly context: Context) {}

  /** Whether a message has to leave a fact or a rejection as things are. */
  waits(entity: string, message: ResourceMessage): boolean {
    const before = this.#resources.get(entity);
    if (!before && this.context.truncated) return false;
    const decided = decideResource(before, message, { at: 0, arns: DEFAULT_ARN_SCOPE });
    return !decided.ok || decided.events.length > 0;
  }

  happens(event: RegistryEvent, { entity, at, offset }: Where): void {
    const { truncated, tell, find } = this.context;
    const before = this.#resources.get(entity);
    const doubt = before || !truncated ? resourceContradiction(before, event) : undefined;
    const rule = event.type.startsWith('Lock') ? 'LOCK' : 'RESOURCE';
    if (doubt !== undefined) find(rule, `${event.type} contradicts what came before: ${doubt}.`, offset, entity);
    if (event.type === 'StateMachineCreated' || event.type === 'StateMachineUpdated') tell.defined(event, at);
    if (event.type === 'LockAcquired') tell.granted(event);
    if (event.type === 'LockReleased') tell.released(event, at);
    for (const message of grantsFrom([event])) tell.message(message, at);
    const after = evolveResource(before, event, at);
    if (!after) return;
    this.#resources.set(entity, after);
    const record = stateMachineRecord(after);
    const changed = record && record.changes !== (before && 'changes' in before ? before.changes : 0);
    if (changed && !truncated) tell.led(record, at);
  }
}

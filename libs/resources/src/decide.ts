import type { ArnScope, Json, MessageOf, MessageType, RegistryEvent } from '#contracts';
import type { Resource } from './resource.js';

/** The messages to state machines, activities and locks. */
export type ResourceMessageType = Extract<
  MessageType,
  `${string}StateMachine${string}` | `${string}Activity` | `${string}Resource` | 'AcquireLock' | 'ReleaseLock'
>;
export type ResourceMessage = MessageOf<ResourceMessageType>;

export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Refusals name ARNs. */
  readonly arns: ArnScope;
}

export interface Refused {
  readonly ok: false;
  readonly error: string;
  readonly cause: string;
}

/** No events: a repeat; that is no fact. */
export type DecidedResource =
  { readonly ok: true; readonly events: readonly RegistryEvent[]; readonly result?: Json } | Refused;

/** What a message makes of a state machine, an activity or a lock. */
export type Decide<T extends ResourceMessageType> = (
  before: Resource | undefined,
  message: MessageOf<T>,
  moment: Moment,
) => DecidedResource;

export const refuse = (error: string, cause: string): Refused => ({ ok: false, error, cause });

export const happened = (...events: readonly RegistryEvent[]): DecidedResource => ({ ok: true, events });

export const NOTHING: DecidedResource = { ok: true, events: [] };

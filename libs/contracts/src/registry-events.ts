import type { Json } from './json.js';

/** What happened to state machines, activities and locks. The decision's entity says to which. */

export type MachineType = 'STANDARD' | 'EXPRESS';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** How many of a hundred starts by an alias get this published version. */
export interface Route {
  readonly number: number;
  readonly weight: number;
}

/** What a revision says beside its definition, as it came. */
export interface Configuration {
  readonly roleArn?: string;
  readonly loggingConfiguration?: Json;
  readonly tracingConfiguration?: Json;
  readonly encryptionConfiguration?: Json;
}

/** A revision as a whole: also what an update left as it was. */
interface Revision extends Configuration {
  readonly name: string;
  /** The revision's number: 1, 2, 3 … for each create or update of this name, also after a delete. */
  readonly version: number;
  readonly definition: { readonly [field: string]: Json };
  /** The definition as it came, if it came as a text. */
  readonly definitionText?: string;
  /** Absent: STANDARD. */
  readonly machineType?: MachineType;
}

interface Alias {
  readonly name: string;
  readonly alias: string;
  readonly description?: string;
  readonly routing: readonly Route[];
}

interface OfLock {
  readonly key: string;
  /** Whoever holds it, or waits for it. */
  readonly execution: string;
  /** Of the attempt that has asked for it. */
  readonly taskToken: string;
}

interface Events {
  StateMachineCreated: Revision & { readonly tags?: readonly Tag[] };
  StateMachineUpdated: Revision & { readonly revisionId?: string };
  /** With its published versions, aliases and tags. Executions go on; a new one of this name counts its revisions on. */
  StateMachineDeleted: { readonly name: string };
  StateMachineVersionPublished: {
    readonly name: string;
    /** 1, 2, 3 …; none is given twice. */
    readonly number: number;
    /** The revision that it is. */
    readonly version: number;
    readonly description?: string;
  };
  StateMachineVersionDeleted: { readonly name: string; readonly number: number };
  StateMachineAliasCreated: Alias;
  /** The alias as a whole. */
  StateMachineAliasUpdated: Alias;
  StateMachineAliasDeleted: { readonly name: string; readonly alias: string };
  /** These keys have these values from now on; others stay as they are. */
  ResourceTagged: { readonly tags: readonly Tag[] };
  ResourceUntagged: { readonly keys: readonly string[] };
  ActivityCreated: {
    readonly name: string;
    readonly tags?: readonly Tag[];
    readonly encryptionConfiguration?: Json;
  };
  ActivityDeleted: { readonly name: string };
  /** It was free, or held by the same execution, or its holder has just released it and this one has waited longest. */
  LockAcquired: OfLock;
  /** Another execution holds it. */
  LockQueued: OfLock;
  LockReleased: OfLock;
  /** Whoever has waited for it does so no longer. */
  LockWithdrawn: OfLock;
}

export type RegistryEventType = keyof Events;
export type RegistryEventOf<T extends RegistryEventType> = { readonly type: T } & Events[T];
export type RegistryEvent = { [T in RegistryEventType]: RegistryEventOf<T> }[RegistryEventType];

const TYPES: { readonly [T in RegistryEventType]: true } = {
  StateMachineCreated: true,
  StateMachineUpdated: true,
  StateMachineDeleted: true,
  StateMachineVersionPublished: true,
  StateMachineVersionDeleted: true,
  StateMachineAliasCreated: true,
  StateMachineAliasUpdated: true,
  StateMachineAliasDeleted: true,
  ResourceTagged: true,
  ResourceUntagged: true,
  ActivityCreated: true,
  ActivityDeleted: true,
  LockAcquired: true,
  LockQueued: true,
  LockReleased: true,
  LockWithdrawn: true,
};

/** Whether it happened to a state machine, an activity or a lock, and not to an execution. */
export const isRegistryEvent = (event: { readonly type: string }): event is RegistryEvent =>
  Object.hasOwn(TYPES, event.type);

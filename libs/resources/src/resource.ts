import type { Configuration, Json, MachineType, Route, Tag } from '#contracts';

/**
 * State machines, activities and locks as their partition's owner knows them: the fold of what happened to them, plain JSON,
 * never changed in place. Times are epoch milliseconds.
 */
export type Resource =
  StateMachineEntity | DeletedStateMachine | ActivityEntity | DeletedActivity | HeldLock | FreeLock;

/** With its latest revision. */
export interface StateMachineEntity extends Configuration {
  readonly kind: 'STATE_MACHINE';
  readonly name: string;
  /** The latest revision. */
  readonly version: number;
  readonly definition: { readonly [field: string]: Json };
  readonly definitionText?: string;
  readonly machineType: MachineType;
  /** Of a revision that an update made. */
  readonly revisionId?: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly tags: readonly Tag[];
  readonly published: readonly PublishedVersion[];
  /** The highest number that a version was published with. */
  readonly lastNumber: number;
  readonly aliases: readonly Alias[];
  /** How often what leads to its revisions has changed. */
  readonly changes: number;
  /** The last revision of the one of this name that was deleted before it was created. */
  readonly deletedBefore?: number;
}

export interface PublishedVersion {
  readonly number: number;
  readonly version: number;
  readonly description?: string;
  readonly createdAt: number;
}

export interface Alias {
  readonly alias: string;
  readonly description?: string;
  readonly routing: readonly Route[];
  readonly createdAt: number;
}

/** What a new one of this name counts on from. */
export interface DeletedStateMachine {
  readonly kind: 'STATE_MACHINE';
  readonly deleted: true;
  readonly name: string;
  readonly version: number;
  readonly changes: number;
}

export interface ActivityEntity {
  readonly kind: 'ACTIVITY';
  readonly name: string;
  readonly encryptionConfiguration?: Json;
  readonly createdAt: number;
  readonly tags: readonly Tag[];
}

/** Nothing is kept of it. */
export interface DeletedActivity {
  readonly kind: 'ACTIVITY';
  readonly deleted: true;
  readonly name: string;
}

/** R16: a semantic lock. Whoever holds it and who waits for it is all in here. */
export interface HeldLock {
  readonly kind: 'LOCK';
  readonly key: string;
  /** The execution. */
  readonly holder: string;
  readonly since: number;
  /** What its requests are known by; it holds the lock until all of them are released. */
  readonly tokens: readonly string[];
  /** In the order in which they came. */
  readonly queue: readonly LockRequest[];
}

export interface LockRequest {
  readonly execution: string;
  readonly taskToken: string;
  readonly since: number;
}

/** Nothing is kept of it. */
export interface FreeLock {
  readonly kind: 'LOCK';
  readonly deleted: true;
  readonly key: string;
}

/** The lock, where somebody holds it. */
export const heldLockOf = (resource: Resource | undefined): HeldLock | undefined =>
  resource?.kind === 'LOCK' && !('deleted' in resource) ? resource : undefined;

/** The state machine that is there. */
export const stateMachineOf = (resource: Resource | undefined): StateMachineEntity | undefined =>
  resource?.kind === 'STATE_MACHINE' && !('deleted' in resource) ? resource : undefined;

/** The activity that is there. */
export const activityOf = (resource: Resource | undefined): ActivityEntity | undefined =>
  resource?.kind === 'ACTIVITY' && !('deleted' in resource) ? resource : undefined;

export const isResource = (value: object): value is Resource => 'kind' in value;

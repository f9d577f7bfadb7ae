import type { Json } from '#contracts';
import type { Route, Tag } from '../model/state-machine.js';

/** What happens to state machines and activities, as far as it is shown. */
interface Events {
  StateMachineCreated: Defined;
  StateMachineUpdated: Defined;
  StateMachineDeleted: object;
  StateMachineVersionPublished: { readonly number: number; readonly version: number; readonly description?: string };
  StateMachineVersionDeleted: { readonly number: number };
  StateMachineAliasCreated: AliasSet;
  StateMachineAliasUpdated: AliasSet;
  StateMachineAliasDeleted: { readonly alias: string };
  ResourceTagged: { readonly tags: readonly Tag[] };
  ResourceUntagged: { readonly keys: readonly string[] };
  ActivityCreated: { readonly tags?: readonly Tag[]; readonly encryptionConfiguration?: Json };
  ActivityDeleted: object;
}

interface Defined {
  readonly version: number;
  readonly definition: { readonly [field: string]: Json };
  readonly definitionText?: string;
  readonly machineType?: 'STANDARD' | 'EXPRESS';
  readonly roleArn?: string;
  readonly loggingConfiguration?: Json;
  readonly tracingConfiguration?: Json;
  readonly encryptionConfiguration?: Json;
  readonly tags?: readonly Tag[];
}

interface AliasSet {
  readonly alias: string;
  readonly description?: string;
  readonly routing?: readonly Route[];
}

export type RegistryEventType = keyof Events;
export type RegistryEventOf<T extends RegistryEventType> = { readonly type: T } & Events[T];
export type RegistryEvent = { [T in RegistryEventType]: RegistryEventOf<T> }[RegistryEventType];

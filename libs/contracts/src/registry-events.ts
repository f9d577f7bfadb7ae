import type { z } from 'zod';
import type { Fixed } from './events/fields.js';
import { registryEvents, type route, type tag } from './events/registry.js';
import type { machineType } from './registry-messages.js';

export type MachineType = z.infer<typeof machineType>;
export type Tag = z.infer<typeof tag>;
export type Route = z.infer<typeof route>;

export type RegistryEvent = Fixed<z.infer<(typeof registryEvents)[number]>>;
export type RegistryEventType = RegistryEvent['type'];
export type RegistryEventOf<T extends RegistryEventType> = Extract<RegistryEvent, { type: T }>;

/** What a revision says beside its definition, as it came. */
export type Configuration = Pick<
  RegistryEventOf<'StateMachineCreated'>,
  'roleArn' | 'loggingConfiguration' | 'tracingConfiguration' | 'encryptionConfiguration'
>;

const TYPES: ReadonlySet<string> = new Set(registryEvents.map(({ shape }) => shape.type.value));

/** Whether it happened to a state machine, an activity or a lock, and not to an execution. */
export const isRegistryEvent = (event: { readonly type: string }): event is RegistryEvent => TYPES.has(event.type);

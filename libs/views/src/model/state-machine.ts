import type { Json } from '#contracts';
import type { PageQuery } from './page.js';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a revision of a state machine says beside its definition. */
export interface Configuration {
  readonly roleArn?: string;
  readonly loggingConfiguration?: Json;
  readonly tracingConfiguration?: Json;
  readonly encryptionConfiguration?: Json;
}

/** What one create or update left. Executions go on with the one that they started with, whatever comes later. */
export interface Revision extends Configuration {
  readonly stateMachine: string;
  readonly revision: number;
  /** Verbatim, if it was sent so. */
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface StateMachineSummary {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly createdAt: number;
}

/** A state machine with its latest revision. */
export interface StateMachineDetails extends StateMachineSummary, Configuration {
  readonly revision: number;
  readonly definition: string;
  readonly updatedAt?: number;
  readonly tags: readonly Tag[];
}

/** A published version. */
export interface Version {
  readonly stateMachine: string;
  readonly number: number;
  readonly revision: number;
  readonly description?: string;
  readonly createdAt: number;
}

export interface Route {
  /** Of a published version. */
  readonly number: number;
  readonly weight: number;
}

export interface Alias {
  readonly stateMachine: string;
  readonly alias: string;
  readonly description?: string;
  readonly routing: readonly Route[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface VersionQuery extends PageQuery {
  readonly stateMachine: string;
}

export interface AliasQuery extends PageQuery {
  readonly stateMachine: string;
  /** Only those that lead to this version. */
  readonly number?: number;
}

import type { Configuration, MachineType, Route, Tag } from '#contracts';
import type { PageQuery } from './page.js';

/** What one create or update left. Executions go on with the one that they started with, whatever comes later. */
export interface Revision extends Configuration {
  readonly stateMachine: string;
  readonly revision: number;
  /** Verbatim, if it was sent so. */
  readonly definition: string;
  readonly type: MachineType;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface StateMachineSummary {
  readonly name: string;
  readonly type: MachineType;
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

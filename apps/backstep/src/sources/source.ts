import type { ExecutionEvent, Json } from '#contracts';
import type { Session } from '../command-line/session.js';
import type { Access } from './access.js';
import { ApiClient } from './api-client.js';
import { ApiSource } from './api-source.js';
import { LogSource } from './log-source.js';

export const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'BLOCKED'] as const;

export interface Wanted {
  /** BLOCKED: the undo waits for a person. */
  readonly status?: (typeof STATUSES)[number] | undefined;
  readonly machine?: string | undefined;
  /** 0: all. */
  readonly limit: number;
}

/** An execution in a list, as `--json` has it. */
export interface ListedExecution {
  readonly execution: string;
  readonly stateMachine: string;
  readonly version: number;
  readonly name: string;
  readonly status: string;
  readonly compensationStatus: string;
  readonly startDate: string;
  readonly stopDate?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface Listed {
  /** `note`: where it is, for people. */
  readonly executions: readonly { readonly value: ListedExecution; readonly note: string }[];
  /** How many there are beyond these; absent: none. `some`: it was not counted. */
  readonly more?: number | 'some';
}

export interface ShownExecution extends ListedExecution {
  readonly input?: Json;
  readonly output?: Json;
  readonly attention?: string;
  /** The states that it is in. */
  readonly current: readonly { readonly state: string; readonly visit: number; readonly since: string }[];
  /** What may have had an effect. */
  readonly steps: readonly {
    readonly state: string;
    readonly visit: number;
    readonly outcome: string;
    readonly undo?: string;
  }[];
}

export interface HappenedEvent {
  readonly event: ExecutionEvent;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface UndoPlan {
  readonly execution: string;
  readonly status: string;
  readonly compensationStatus: string;
  readonly plan: readonly {
    readonly command: string;
    readonly because: string;
    readonly input?: Json;
    readonly error?: string;
    readonly cause?: string;
  }[];
}

export interface ShownLock {
  readonly key: string;
  readonly holder: string;
  readonly since: string;
  readonly waiting: readonly { readonly execution: string; readonly since: string }[];
}

export interface Word {
  readonly by: string;
  readonly why: string;
}

export interface Resolution extends Word {
  readonly state: string;
  readonly visit?: number | undefined;
  readonly how: 'RETRY' | 'RESOLVED' | 'SKIP' | 'GIVE_UP';
  readonly input?: Json | undefined;
}

export interface Stopping {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly undo?: boolean | undefined;
  readonly by: string;
  readonly why?: string | undefined;
}

/**
 * Where a command has it from: the topics themselves, or the HTTP API. What is not there, or refused, is a Stop that says
 * what to do next.
 */
export interface Source {
  executions(wanted: Wanted): Promise<Listed>;
  execution(id: string): Promise<ShownExecution>;
  events(id: string): Promise<readonly HappenedEvent[]>;
  undoPlan(id: string): Promise<UndoPlan>;
  /** Those that are held; the one that was taken first comes first. */
  locks(): Promise<readonly ShownLock[]>;
  /** Each returns how the execution is by then. */
  resolve(id: string, said: Resolution): Promise<ShownExecution>;
  stop(id: string, said: Stopping): Promise<ShownExecution>;
  redrive(id: string, said: Word): Promise<ShownExecution>;
}

export function sourceFor(session: Session, { endpoint, accessKey }: Access): Source {
  return endpoint === undefined
    ? new LogSource(session)
    : new ApiSource(apiClientFor(session, { endpoint, accessKey }));
}

export const apiClientFor = ({ timeoutMs, io }: Session, { endpoint = '', accessKey }: Access): ApiClient =>
  new ApiClient({ endpoint, accessKey, timeoutMs, env: io.env });

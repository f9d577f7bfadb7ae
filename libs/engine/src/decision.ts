import type { StateMachine } from '#asl';
import type { ExecutionEvent, MessageOf, TraceContext } from '#contracts';
import { evolve } from './evolve/evolve.js';
import type { Execution } from './execution.js';
import type { LambdaRoute } from './tasks/route.js';

/** What its owner knows of an execution to be started. */
interface Start {
  readonly version: number;
  readonly name: string;
  /** The state machine's. */
  readonly roleArn?: string;
  /** Absent: STANDARD. */
  readonly machineType?: 'EXPRESS';
  /** Of the start's record. */
  readonly trace?: TraceContext | undefined;
}

export type EngineMessage =
  | (MessageOf<'StartExecution'> & Start)
  | MessageOf<'StopExecution'>
  | MessageOf<'SendTaskSuccess'>
  | MessageOf<'SendTaskFailure'>
  | MessageOf<'SendTaskHeartbeat'>
  | MessageOf<'GetActivityTask'>
  | MessageOf<'RedriveExecution'>
  | MessageOf<'UndoExecution'>
  | MessageOf<'ResolveCompensation'>
  | MessageOf<'GrantLock'>
  | MessageOf<'RefuseLock'>
  | { readonly type: 'TimerFired' };

/** Time and chance of a decision; a replay gives the same. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** An integer, of the message's place. */
  readonly random: number;
  /** Who calls Lambda functions; absent: the participants of their names. What was chosen is in the events. */
  readonly route?: LambdaRoute;
  /** Events of Step Functions' history that a standard execution may have; absent: as many as it likes. */
  readonly historyLimit?: number;
}

export interface Refused {
  readonly ok: false;
  readonly error: string;
  readonly cause: string;
}

/** No events: a repeat, or nothing is due; that is no fact. `after` is what the events make of the execution. */
export type Decided =
  { readonly ok: true; readonly events: readonly ExecutionEvent[]; readonly after: Execution } | Refused;

export const refuse = (error: string, cause: string): Refused => ({ ok: false, error, cause });

/** A decision in the making: what happened so far, and the execution as it is after that. */
export class Decision {
  readonly events: ExecutionEvent[] = [];
  /** States entered. */
  transitions = 0;
  /** Characters of the first so many events, once that matters. */
  size = 0;
  measured = 0;
  readonly machine: StateMachine;
  execution: Execution;
  readonly moment: Moment;

  constructor(machine: StateMachine, execution: Execution, moment: Moment) {
    this.machine = machine;
    this.execution = execution;
    this.moment = moment;
  }

  record(event: ExecutionEvent): void {
    this.events.push(event);
    this.execution = evolve(this.execution, event, this.moment.at);
  }
}

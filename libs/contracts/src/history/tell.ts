import type { ArnScope } from '../arn.js';
import type { EventOf, ExecutionEventType } from '../execution-events.js';
import type { HistoryWriter } from './chains.js';

/** What a history is about. */
export interface HistoryOf {
  readonly stateMachine: string;
  readonly arns: ArnScope;
  /** The scope that is the execution: its own, or of a Distributed Map the iteration that is an execution by itself. */
  readonly root: string;
  /** When its decision was made, epoch milliseconds. */
  readonly at: number;
  /** How often it has been redriven. */
  readonly redrives: number;
}

/** Writes what Step Functions' history says of one of our events; nothing for those that it does not know. */
export type Tell<T extends ExecutionEventType> = (writer: HistoryWriter, event: EventOf<T>, of: HistoryOf) => void;

export const tellsNothing = (): void => {};

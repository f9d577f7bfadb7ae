import type { Attempt, EventOf, ExecutionEventType, Visit } from '#contracts';
import { visitAt, type RunningExecution } from '#engine';
import type { Declared } from '../declared.js';
import type { Rule } from '../finding.js';

/** What else is known where an event happens. */
export interface Setting {
  readonly declared: Declared | undefined;
  /** Of the event's decision, epoch milliseconds. */
  readonly at: number;
  /** Whoever stopped it asked for no undo, or that can no longer be known. */
  readonly killed: boolean;
}

/** Why an event cannot have happened; a text alone is one of the rule STORY. */
export type Doubt = string | { readonly rule: Rule; readonly says: string } | undefined;
export type Check<T extends ExecutionEventType> = (
  execution: RunningExecution,
  event: EventOf<T>,
  setting: Setting,
) => Doubt;

/** One row an event type: why the event cannot have happened to this execution. */
export type Checks = { readonly [T in Exclude<ExecutionEventType, 'ExecutionStarted'>]: Check<T> };

export const under = (rule: Rule, says: string | undefined): Doubt => (says === undefined ? undefined : { rule, says });

export const isVisited = (execution: RunningExecution, event: Visit): Doubt =>
  visitAt(execution, event) ? undefined : 'the state was not entered';

export const answersLatest = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'OUT' && doing.attempt === event.attempt ? undefined : 'this attempt is not out';
};

export const begins = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  const attempt = doing?.phase === 'RETRYING' || doing?.phase === 'READ' ? doing.attempt : undefined;
  const expected = doing?.phase === 'ENTERED' ? 1 : attempt;
  return expected === event.attempt ? undefined : `attempt ${expected ?? 'none'} is next`;
};

import type { EventOf } from '#contracts';
import type { RunningExecution } from '../execution.js';
import { current, doing, problemOf } from './position.js';

/** Somebody is asked, as by a Task. */
export const scheduled = (
  execution: RunningExecution,
  { state, visit, attempt, resource, input }: EventOf<'ItemReaderScheduled'>,
  at: number,
) => doing(execution, { state, visit }, { phase: 'OUT', attempt, resource, input, heardAt: at });

export const succeeded = (execution: RunningExecution, event: EventOf<'ItemReaderSucceeded'>) =>
  doing(execution, event, { phase: 'READ', attempt: event.attempt });

export function failed(execution: RunningExecution, event: EventOf<'ItemReaderFailed'>) {
  const out = current(execution, event)?.doing;
  if (out?.phase !== 'OUT') return execution;
  const { attempt, input } = out;
  return doing(execution, event, { phase: 'FAILED', attempt, input, problem: problemOf(event) });
}

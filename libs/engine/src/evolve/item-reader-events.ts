import { itemSource } from '#asl';
import type { EventOf, Json } from '#contracts';
import type { RunningExecution } from '../execution.js';
import { current, doing, problemOf } from './position.js';

/** Somebody is asked, as by a Task. */
export const scheduled = (
  execution: RunningExecution,
  { state, visit, attempt, resource, input }: EventOf<'ItemReaderScheduled'>,
  at: number,
) => doing(execution, { state, visit }, { phase: 'OUT', attempt, resource, input, heardAt: at });

export function succeeded(execution: RunningExecution, event: EventOf<'ItemReaderSucceeded'>) {
  const out = current(execution, event)?.doing;
  const source = out?.phase === 'OUT' ? sourceOf(out.input) : undefined;
  return doing(execution, event, { phase: 'READ', attempt: event.attempt, ...(source !== undefined && { source }) });
}

function sourceOf(asked: Json): string | undefined {
  const { resource, parameters } = asked as { readonly resource: string; readonly parameters: Json };
  return itemSource(resource, parameters);
}

export function failed(execution: RunningExecution, event: EventOf<'ItemReaderFailed'>) {
  const out = current(execution, event)?.doing;
  if (out?.phase !== 'OUT') return execution;
  const { attempt, input } = out;
  return doing(execution, event, { phase: 'FAILED', attempt, input, problem: problemOf(event) });
}

import type { ExecutionEvent } from '#contracts';
import type { Execution } from '#engine';
import { isResource } from '#resources';
import { isTracing, traceHeaders } from '#runtime';
import type { Step } from '../execution/step.js';
import { ToldTraces } from './told-traces.js';

/** A decision about an execution that counts. */
export interface Happened {
  readonly before: Execution;
  readonly after: Execution;
  readonly events: readonly ExecutionEvent[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The headers of a record that follows from a decision.
 * @param taskToken of the task that sends it; without one it is the execution that does.
 */
export type HeadersOf = (taskToken?: string) => Readonly<Record<string, string>> | undefined;

/** What is told of the executions of one partition, and what the records that they send say of their trace. */
export interface Traces {
  happened(what: Happened): HeadersOf;
  /** An execution that goes on, under this owner. */
  resumed(execution: Execution): HeadersOf;
}

export const NO_HEADERS: HeadersOf = () => undefined;

/** Where nobody listens: the trace that a start came in with is passed on, and whoever has none costs nothing. */
const PASSED_ON: Traces = {
  happened: ({ after }) => passedOn(after),
  resumed: (execution) => passedOn(execution),
};

function passedOn(execution: Execution): HeadersOf {
  if (execution.status === 'NEW' || !execution.trace) return NO_HEADERS;
  const headers = traceHeaders(execution.trace);
  return () => headers;
}

/** Tells what happened in a step that counts. */
export function headersOf(traces: Traces, { before, after, events, at }: Step): HeadersOf {
  if (!before || !after || isResource(after)) return NO_HEADERS;
  return traces.happened({ before, after, events: events as readonly ExecutionEvent[], at });
}

export const tracesOf = (): Traces => (isTracing() ? new ToldTraces() : PASSED_ON);

import type { EventOf, Problem } from '../execution-events.js';
import type { Json } from '../json.js';
import type { HistoryWriter } from './chains.js';
import { inputOf, outputOf, problemOf } from './said.js';
import type { HistoryOf } from './tell.js';

type Start = Pick<EventOf<'ExecutionStarted'>, 'input' | 'inputText' | 'roleArn'>;

/** The first state points at nothing, as the start itself does. */
export function started(writer: HistoryWriter, event: Start, { root }: HistoryOf): void {
  const { input, inputText, roleArn } = event;
  const executionStartedEventDetails = {
    ...inputOf(input),
    ...(inputText !== undefined && { input: inputText }),
    ...(roleArn !== undefined && { roleArn }),
  };
  writer.unchained(0, { type: 'ExecutionStarted', executionStartedEventDetails });
  writer.begin(root, 0);
}

export function succeeded(writer: HistoryWriter, { output }: { output: Json }): void {
  writer.unchained(writer.length, { type: 'ExecutionSucceeded', executionSucceededEventDetails: outputOf(output) });
}

export function failed(writer: HistoryWriter, problem: Problem): void {
  writer.unchained(writer.length, { type: 'ExecutionFailed', executionFailedEventDetails: problemOf(problem) });
}

/** A time-out and a stop follow from nothing in the execution. */
export function timedOut(writer: HistoryWriter, problem: Problem): void {
  writer.unchained(0, { type: 'ExecutionTimedOut', executionTimedOutEventDetails: problemOf(problem) });
}

export function aborted(writer: HistoryWriter, problem: Problem): void {
  writer.unchained(0, { type: 'ExecutionAborted', executionAbortedEventDetails: problemOf(problem) });
}

/** What failed is tried again, and follows from what it followed from before; within scopes that were given up, from this. */
export function redriven(
  writer: HistoryWriter,
  { scopes = [] }: Pick<EventOf<'ExecutionRedriven'>, 'scopes'>,
  { redrives }: HistoryOf,
): void {
  writer.unchained(writer.length, {
    type: 'ExecutionRedriven',
    executionRedrivenEventDetails: { redriveCount: redrives },
  });
  for (const scope of scopes) writer.begin(scope, writer.length);
}

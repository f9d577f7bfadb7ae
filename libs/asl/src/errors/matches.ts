/** A time-out, in both its forms. */
const TIMEOUTS: ReadonlySet<string> = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

/**
 * AWS: "A retry or catch on States.ALL won't catch States.Runtime errors". The page says the same of
 * States.DataLimitExceeded; executions recorded on AWS catch it.
 */
const NOT_IN_ALL: ReadonlySet<string> = new Set(['States.Runtime']);

/**
 * What an entry of `ErrorEquals` matches besides its own name.
 *
 * - `States.Timeout`: "a Task state either ran longer than the TimeoutSeconds value, or failed to send a heartbeat for a
 *   period longer than the HeartbeatSeconds value".
 * - `States.TaskFailed`: "a wildcard that matches any known error name except for States.Timeout"; a missed heartbeat
 *   is a time-out by the sentence above, and States.Runtime "will always cause the execution to fail".
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const WILDCARDS: ReadonlyMap<string, (error: string) => boolean> = new Map([
  ['States.ALL', (error: string) => !NOT_IN_ALL.has(error)],
  ['States.TaskFailed', (error: string) => !TIMEOUTS.has(error) && error !== 'States.Runtime'],
  ['States.Timeout', (error: string) => TIMEOUTS.has(error)],
]);

/** Whether a retrier or catcher with this `ErrorEquals` handles the error. Names are case-sensitive. */
export const matches = (errorEquals: readonly string[], error: string): boolean =>
  errorEquals.some((name) => name === error || WILDCARDS.get(name)?.(error) === true);

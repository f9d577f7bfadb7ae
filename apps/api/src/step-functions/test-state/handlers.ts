import type { InspectionErrorDetails, TestExecutionStatus } from '@aws-sdk/client-sfn';
import { matches, type CompiledState, type Left, type Retrier } from '#asl';
import type { ErrorOutput } from './surroundings.js';
import { failedToEvaluate, type Outcome, type Trial } from './trial.js';

/** What becomes of a state's failure. */
export interface Handled extends ErrorOutput {
  readonly status: TestExecutionStatus;
  /** Which handlers have named the error, if any. */
  readonly details?: InspectionErrorDetails;
  readonly caught?: { readonly left: Left; readonly next: string };
}

/** A retrier that names the error and is not spent; else a catcher that does; else it is the end. */
export async function handle({ error, cause }: ErrorOutput, trial: Trial): Promise<Handled> {
  const { state } = trial.tested;
  const failed: Handled = { status: 'FAILED', error, cause };
  if (!('Retry' in state)) return failed;
  const retried = retry(state.Retry, error, trial);
  if (retried?.retryBackoffIntervalSeconds !== undefined) return { ...failed, status: 'RETRIABLE', details: retried };
  const caught = await catchIn(state, { error, cause }, trial);
  const details = { ...retried, ...caught?.details };
  return { ...failed, ...caught, ...(Object.keys(details).length > 0 && { details }) };
}

/** AWS's longest MaxDelaySeconds. */
const LONGEST_SECONDS = 31_622_400;

/** The retrier that the error is for, and how long it waits unless it is spent. Jitter is left out of account. */
function retry(retriers: readonly Retrier[], error = '', { configuration }: Trial): InspectionErrorDetails | undefined {
  const retryIndex = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
  const retrier = retriers[retryIndex];
  if (retrier === undefined) return undefined;
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = LONGEST_SECONDS } = retrier;
  const used = configuration.retrierRetryCount ?? 0;
  if (used >= MaxAttempts) return { retryIndex };
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds);
  return { retryIndex, retryBackoffIntervalSeconds: Math.floor(seconds) };
}

type Fallible = Extract<CompiledState, { readonly Catch: unknown }>;

/** A catcher whose own data cannot be computed fails the state in its turn. */
async function catchIn(
  { Catch }: Fallible,
  { error = '', cause = '' }: ErrorOutput,
  trial: Trial,
): Promise<Partial<Handled> | undefined> {
  const catchIndex = Catch.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
  const catcher = Catch[catchIndex];
  if (catcher === undefined) return undefined;
  const output = await catcher.output(trial.scope(), { Error: error, Cause: cause });
  if (!output.ok) return errorOf(failedToEvaluate(output));
  return { status: 'CAUGHT_ERROR', details: { catchIndex }, caught: { left: output.value, next: catcher.Next } };
}

const errorOf = (outcome: Outcome): ErrorOutput => (outcome.kind === 'failed' ? outcome : {});

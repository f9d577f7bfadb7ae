import { matches } from '#asl';
import type { Problem } from '#contracts';
import { exit, failedToEvaluate, type Entry, type StateResult } from '../states/state-result.js';
import type { Fallible } from './fail-state.js';

/**
 * Where a failed state goes on: the first catcher that names the error; nothing where none does.
 * https://states-language.net/spec.html#fallback-states
 */
export async function catchOf(
  state: Fallible,
  entry: Entry,
  { error, cause }: Problem,
): Promise<StateResult | undefined> {
  const catcher = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error ?? ''));
  if (!catcher) return undefined;
  // As recorded of AWS: a cause that is not there is an empty text.
  const left = await catcher.output(entry.scope, { Error: error ?? 'States.TaskFailed', Cause: cause ?? '' });
  return left.ok ? exit(state.Type, entry, left.value, catcher.Next) : failedToEvaluate(entry, left);
}

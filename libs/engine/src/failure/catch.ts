import { matches, type CompiledCatcher } from '#asl';
import type { Problem } from '#contracts';
import { exit, failedToEvaluate, type Entry, type StateResult } from '../states/state-result.js';
import type { Fallible } from './fail-state.js';

/**
 * The first catcher that names the error; nothing where none does.
 * https://states-language.net/spec.html#fallback-states
 */
export const catcherOf = ({ Catch }: Fallible, { error }: Problem): CompiledCatcher | undefined =>
  Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error ?? ''));

/** Where the failed state goes on. As recorded of AWS: a cause that is not there is an empty text. */
export async function catchWith(
  state: Fallible,
  entry: Entry,
  { catcher, problem: { error, cause } }: { catcher: CompiledCatcher; problem: Problem },
): Promise<StateResult> {
  const left = await catcher.output(entry.scope, { Error: error ?? 'States.TaskFailed', Cause: cause ?? '' });
  return left.ok ? exit(state.Type, entry, left.value, catcher.Next) : failedToEvaluate(entry, left);
}

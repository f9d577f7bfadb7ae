import { matches, type CompiledState } from '#asl';
import type { Problem } from '#contracts';
import { exit, failedToEvaluate, type Entry, type StateResult } from '../states/state-result.js';

/**
 * Where a failed Task goes on: the first catcher that names the error; nothing where none does.
 * https://states-language.net/spec.html#fallback-states
 */
export async function catchOf(
  state: CompiledState<'Task'>,
  entry: Entry,
  { error, cause }: Problem,
): Promise<StateResult | undefined> {
  const catcher = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error ?? ''));
  if (!catcher) return undefined;
  // As recorded of AWS: a cause that is not there is an empty text.
  const output = await catcher.output(entry.scope, { Error: error ?? 'States.TaskFailed', Cause: cause ?? '' });
  return output.ok ? exit('Task', entry, output.value, catcher.Next) : failedToEvaluate(entry, output);
}

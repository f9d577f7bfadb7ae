import type { CompiledState } from '#asl';
import { stateNameOf } from '../path.js';
import type { Enter } from './enter-state.js';
import { failedToEvaluate, happened, tooLarge, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#parallel-state */
export const enterParallel: Enter<'Parallel'> = (state, entry) => startBranches(state, entry, 1);

/** All branches begin at once, each with the same input. */
export async function startBranches(
  state: CompiledState<'Parallel'>,
  entry: Entry,
  attempt: number,
): Promise<StateResult> {
  const input = await state.effectiveInput(entry.scope);
  if (!input.ok) return failedToEvaluate(entry, input);
  const { state: path, visit, input: raw } = entry.position;
  const problem = tooLarge(stateNameOf(path), input.value, raw);
  if (problem) return { ok: false, problem };
  const branches = state.branches.length;
  return happened({ type: 'ParallelStateStarted', state: path, visit, attempt, input: input.value, branches });
}

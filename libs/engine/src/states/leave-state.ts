import type { CompiledState } from '#asl';
import type { Json } from '#contracts';
import { exit, failedToEvaluate, type Entry, type StateResult } from './state-result.js';

/** A state that was waited for has its result: a Task's answer, or what branches and iterations left. */
export async function leaveState(state: CompiledState, entry: Entry, result: Json): Promise<StateResult> {
  if (state.Type !== 'Task' && state.Type !== 'Parallel' && state.Type !== 'Map')
    throw new Error(`A ${state.Type} state has no result`);
  const left = await state.output(entry.scope, result);
  return left.ok ? exit(state.Type, entry, left.value, state.Next) : failedToEvaluate(entry, left);
}

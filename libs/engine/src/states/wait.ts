import type { CompiledState } from '#asl';
import type { Enter } from './enter-state.js';
import { exit, failedToEvaluate, happened, type Entry, type StateResult } from './state-result.js';

/** Waiting is an event with a due time; a time that has come already is not waited for. */
export const enterWait: Enter<'Wait'> = async (state, entry) => {
  const { enteredAt, state: path, visit } = entry.position;
  const until = await state.until(entry.scope, enteredAt);
  if (!until.ok) return failedToEvaluate(entry, until);
  if (until.value <= entry.at) return leaveWait(state, entry);
  return happened({ type: 'WaitScheduled', state: path, visit, dueAt: until.value });
};

/** https://states-language.net/spec.html#wait-state */
export async function leaveWait(state: CompiledState<'Wait'>, entry: Entry): Promise<StateResult> {
  const output = await state.output(entry.scope);
  return output.ok ? exit('Wait', entry, output.value, state.Next) : failedToEvaluate(entry, output);
}

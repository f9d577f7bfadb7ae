import type { Enter } from './enter-state.js';
import { exit, failedToEvaluate } from './state-result.js';

/** https://states-language.net/spec.html#pass-state */
export const enterPass: Enter<'Pass'> = async (state, entry) => {
  const output = await state.output(entry.scope);
  return output.ok ? exit('Pass', entry, output.value, state.Next) : failedToEvaluate(entry, output);
};

import type { Enter } from './enter-state.js';
import { exit, failedToEvaluate } from './state-result.js';

/** https://states-language.net/spec.html#choice-state */
export const enterChoice: Enter<'Choice'> = async (state, entry) => {
  const chosen = await state.choose(entry.scope);
  return chosen.ok ? exit('Choice', entry, chosen.value, chosen.value.next) : failedToEvaluate(entry, chosen);
};

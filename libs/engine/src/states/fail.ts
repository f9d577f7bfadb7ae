import type { Enter } from './enter-state.js';
import { failedToEvaluate } from './state-result.js';

/** https://states-language.net/spec.html#fail-state */
export const enterFail: Enter<'Fail'> = async (state, entry) => {
  const failure = await state.failure(entry.scope);
  return failure.ok ? { ok: false, problem: failure.value } : failedToEvaluate(entry, failure);
};

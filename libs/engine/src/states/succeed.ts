import type { Enter } from './enter-state.js';
import { exit, failedToEvaluate } from './state-result.js';

/** https://states-language.net/spec.html#succeed-state */
export const enterSucceed: Enter<'Succeed'> = async (state, entry) => {
  const output = await state.output(entry.scope);
  return output.ok ? exit('Succeed', entry, output.value, undefined) : failedToEvaluate(entry, output);
};

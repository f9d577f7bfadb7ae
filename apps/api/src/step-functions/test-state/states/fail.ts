import { failedToEvaluate } from '../trial.js';
import type { TestOf } from './test-of.js';

export const testFail: TestOf<'Fail'> = async (state, trial) => {
  const failure = await state.failure(trial.scope());
  return failure.ok ? { kind: 'failed', ...failure.value } : failedToEvaluate(failure);
};

import { noteResult } from '../stages.js';
import { failedToEvaluate, left } from '../trial.js';
import type { TestOf } from './test-of.js';

/** As recorded: what its branches are given is not told. */
export const testParallel: TestOf<'Parallel'> = async (state, trial) => {
  const input = await state.effectiveInput(trial.scope());
  if (!input.ok) return failedToEvaluate(input);
  if (trial.mock === undefined || 'errorOutput' in trial.mock) return { kind: 'failed', ...trial.mock?.errorOutput };
  await noteResult(trial, trial.mock.result);
  return left(await state.output(trial.scope(), trial.mock.result), state.Next);
};

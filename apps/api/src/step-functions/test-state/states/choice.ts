import { noteInput } from '../stages.js';
import { failedToEvaluate } from '../trial.js';
import type { TestOf } from './test-of.js';

export const testChoice: TestOf<'Choice'> = async (state, trial) => {
  await noteInput(trial, 'afterInputPath');
  const chosen = await state.choose(trial.scope());
  if (!chosen.ok) return failedToEvaluate(chosen);
  const { next, ...left } = chosen.value;
  return { kind: 'left', left, next };
};

import { noteInput } from '../stages.js';
import { left } from '../trial.js';
import type { TestOf } from './test-of.js';

export const testSucceed: TestOf<'Succeed'> = async (state, trial) => {
  await noteInput(trial, 'afterInputPath');
  return left(await state.output(trial.scope()), undefined);
};

import { noteInput } from '../stages.js';
import { failedToEvaluate, left } from '../trial.js';
import type { TestOf } from './test-of.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
const LONGEST_TEST = 5 * 60 * 1_000;

/** Nobody waits for a Wait that is tested; but one that would outlast the test fails as it does there. */
export const testWait: TestOf<'Wait'> = async (state, trial) => {
  await noteInput(trial, 'afterInputPath');
  const { at } = trial.surroundings;
  const until = await state.until(trial.scope(), at);
  if (!until.ok) return failedToEvaluate(until);
  if (until.value - at > LONGEST_TEST) return { kind: 'failed', error: 'States.Timeout' };
  return left(await state.output(trial.scope()), state.Next);
};

import { noteInput, noteResult } from '../stages.js';
import { left } from '../trial.js';
import type { TestOf } from './test-of.js';

/** As recorded: of a Pass with a `Result`, what the `Result` takes the place of is not told. */
export const testPass: TestOf<'Pass'> = async (state, trial) => {
  const { Result } = trial.tested.definition;
  const given = Result ?? (await noteInput(trial, 'afterInputPath', 'afterParameters'));
  if (Result !== undefined) trial.note('result', Result);
  if (given !== undefined) await noteResult(trial, given);
  return left(await state.output(trial.scope()), state.Next);
};

import { left } from '../trial.js';
import type { TestOf } from './test-of.js';

/** A state by itself has nothing before it that could be undone. */
const NOTHING_UNDONE = { CompensationStatus: 'NONE', Count: 0, Steps: [] };

export const testCompensate: TestOf<'Compensate'> = async (state, trial) =>
  left(await state.output(trial.scope(), NOTHING_UNDONE), state.Next);

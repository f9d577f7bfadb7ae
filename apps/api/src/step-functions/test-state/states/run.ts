import type { CompiledState, StateType } from '#asl';
import type { Outcome, Trial } from '../trial.js';
import { testChoice } from './choice.js';
import { testCompensate } from './compensate.js';
import { testFail } from './fail.js';
import { testMap } from './map.js';
import { testParallel } from './parallel.js';
import { testPass } from './pass.js';
import { testSucceed } from './succeed.js';
import { testTask } from './task.js';
import type { TestOf } from './test-of.js';
import { testWait } from './wait.js';

/** One file a state type; a type without a row does not compile. */
const TESTS: { readonly [T in StateType]: TestOf<T> } = {
  Task: testTask,
  Pass: testPass,
  Choice: testChoice,
  Wait: testWait,
  Succeed: testSucceed,
  Fail: testFail,
  Parallel: testParallel,
  Map: testMap,
  Compensate: testCompensate,
};

export const run = (trial: Trial): Promise<Outcome> => {
  const { state } = trial.tested;
  return (TESTS[state.Type] as (state: CompiledState, trial: Trial) => Promise<Outcome>)(state, trial);
};

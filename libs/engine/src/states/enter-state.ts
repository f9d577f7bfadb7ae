import type { CompiledState, Later, StateType } from '#asl';
import { enterChoice } from './choice.js';
import { enterCompensate } from './compensate.js';
import { enterFail } from './fail.js';
import { enterMap } from './map.js';
import { enterParallel } from './parallel.js';
import { enterPass } from './pass.js';
import type { Entry, StateResult } from './state-result.js';
import { enterSucceed } from './succeed.js';
import { enterTask } from './task.js';
import { enterWait } from './wait.js';

/** What happens in a state that has just been entered. */
export type Enter<T extends StateType> = (state: CompiledState<T>, entry: Entry) => Later<StateResult>;

/** One row a state type: a new one does not compile until it is here. */
const ENTER: { readonly [T in StateType]: Enter<T> } = {
  Task: enterTask,
  Pass: enterPass,
  Choice: enterChoice,
  Wait: enterWait,
  Succeed: enterSucceed,
  Fail: enterFail,
  Parallel: enterParallel,
  Map: enterMap,
  Compensate: enterCompensate,
};

export const enterState = <T extends StateType>(state: CompiledState<T>, entry: Entry): Later<StateResult> =>
  (ENTER[state.Type] as Enter<T>)(state, entry);

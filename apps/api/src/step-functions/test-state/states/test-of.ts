import type { CompiledState, StateType } from '#asl';
import type { Outcome, Trial } from '../trial.js';

/** Runs a state of the type, notes what is seen on the way, and tells how it ends. */
export type TestOf<T extends StateType> = (state: CompiledState<T>, trial: Trial) => Promise<Outcome>;

import type { CompiledCompensate, CompiledState } from '#asl';

/** What undoes a state, if anything does. */
export const undoOf = (state: CompiledState): CompiledCompensate | undefined =>
  state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map' ? state.Compensate : undefined;

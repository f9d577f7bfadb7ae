import type { CompensateStateDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named, transition, type Compiling } from './common.js';
import { flowOf } from './flow.js';

/** Undoes what was done so far, and goes on. */
export const compileCompensateState = (
  name: string,
  definition: CompensateStateDefinition,
  { language }: Compiling,
): CompiledState<'Compensate'> => ({
  ...named(name, definition),
  ...transition(definition),
  ...(definition.State !== undefined && { of: definition.State }),
  output: flowOf(definition, language).result(definition),
});

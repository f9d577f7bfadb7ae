import type { ParallelDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { compileCatcher } from './catcher.js';
import { named, transition } from './common.js';
import { compileCompensate } from './compensate.js';
import { compileInput } from './input-output.js';
import { compileBlock } from './compile-state.js';
import { compileOutput } from './task.js';

export const compileParallel = (name: string, definition: ParallelDefinition): CompiledState<'Parallel'> => ({
  ...named(name, definition),
  ...transition(definition),
  branches: definition.Branches.map(compileBlock),
  effectiveInput: compileInput(definition),
  output: compileOutput(definition),
  Retry: definition.Retry ?? [],
  Catch: (definition.Catch ?? []).map(compileCatcher),
  ...(definition.Compensate && { Compensate: compileCompensate(definition.Compensate) }),
});

import type { ParallelDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named, transition, type Compiling } from './common.js';
import { flowOf } from './flow.js';
import { compileHandlers } from './handlers.js';

/** https://states-language.net/spec.html#parallel-state */
export function compileParallel(
  name: string,
  definition: ParallelDefinition,
  { language, block }: Compiling,
): CompiledState<'Parallel'> {
  const flow = flowOf(definition, language);
  return {
    ...named(name, definition),
    ...transition(definition),
    ...compileHandlers(definition, flow),
    branches: definition.Branches.map(block),
    effectiveInput: flow.given(definition),
    output: flow.result(definition),
  };
}

import type { PassDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named, transition, type Compiling } from './common.js';
import { flowOf } from './flow.js';

/** https://states-language.net/spec.html#pass-state */
export const compilePass = (
  name: string,
  definition: PassDefinition,
  { language }: Compiling,
): CompiledState<'Pass'> => ({
  ...named(name, definition),
  ...transition(definition),
  output: flowOf(definition, language).pass(definition),
});

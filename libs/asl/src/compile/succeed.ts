import type { SucceedDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named, type Compiling } from './common.js';
import { flowOf } from './flow.js';

/** https://states-language.net/spec.html#succeed-state */
export const compileSucceed = (
  name: string,
  definition: SucceedDefinition,
  { language }: Compiling,
): CompiledState<'Succeed'> => ({
  ...named(name, definition),
  output: flowOf(definition, language).through(definition),
});

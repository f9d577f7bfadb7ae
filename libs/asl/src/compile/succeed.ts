import type { SucceedDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named } from './common.js';
import { compileThrough } from './input-output.js';

/** https://states-language.net/spec.html#succeed-state */
export const compileSucceed = (name: string, definition: SucceedDefinition): CompiledState<'Succeed'> => ({
  ...named(name, definition),
  output: compileThrough(definition),
});

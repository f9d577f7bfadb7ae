import type { SucceedDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named } from './common.js';
import { compileThrough, leaving } from './input-output.js';

/** https://states-language.net/spec.html#succeed-state */
export function compileSucceed(name: string, definition: SucceedDefinition): CompiledState<'Succeed'> {
  const through = compileThrough(definition);
  return { ...named(name, definition), output: (scope) => leaving(through(scope)) };
}

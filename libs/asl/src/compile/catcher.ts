import type { CatcherDefinition } from '../definition.js';
import type { CompiledCatcher } from '../machine.js';
import { compileResultPath } from './input-output.js';

/** https://states-language.net/spec.html#fallback-states */
export function compileCatcher({ ErrorEquals, Next, ResultPath }: CatcherDefinition): CompiledCatcher {
  const place = compileResultPath(ResultPath);
  return { ErrorEquals, Next, output: ({ input }, errorOutput) => place(input, errorOutput) };
}

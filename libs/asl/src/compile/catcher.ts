import type { CatcherDefinition } from '../definition.js';
import type { CompiledCatcher } from '../machine.js';
import { compileResultPath, leaving } from './input-output.js';

/** https://states-language.net/spec.html#fallback-states */
export function compileCatcher({ ErrorEquals, Next, ResultPath, Compensate }: CatcherDefinition): CompiledCatcher {
  const place = compileResultPath(ResultPath);
  return {
    ErrorEquals,
    Next,
    output: ({ input }, errorOutput) => leaving(place(input, errorOutput)),
    ...(Compensate && { Compensate }),
  };
}

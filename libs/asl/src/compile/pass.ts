import type { PassDefinition } from '../definition.js';
import type { CompiledState } from '../machine.js';
import { named, transition } from './common.js';
import { compileFilter, compileInput, compileResultPath, leaving, withInput, type Stage } from './input-output.js';

/** https://states-language.net/spec.html#pass-state */
export function compilePass(name: string, definition: PassDefinition): CompiledState<'Pass'> {
  const { Result, ResultPath, OutputPath } = definition;
  const effective = compileInput(definition);
  const given: Stage = Result === undefined ? effective : () => ({ ok: true, value: Result });
  const place = compileResultPath(ResultPath);
  const filter = compileFilter(OutputPath);
  return {
    ...named(name, definition),
    ...transition(definition),
    output: (scope) => {
      const result = given(scope);
      if (!result.ok) return result;
      const placed = place(scope.input, result.value);
      return placed.ok ? leaving(filter(withInput(scope, placed.value))) : placed;
    },
  };
}

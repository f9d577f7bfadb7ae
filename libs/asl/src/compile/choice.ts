import { compileRule, InvalidPath, type Holds } from '../choice/compile-rule.js';
import type { ChoiceDefinition } from '../definition.js';
import type { CompiledState, Evaluated, Scope } from '../machine.js';
import { named } from './common.js';
import { compileFilter, withInput } from './input-output.js';

interface Branch {
  readonly holds: Holds;
  readonly next: string;
}

/** AWS says it in these words. */
const NO_CHOICE: Evaluated<never> = {
  ok: false,
  error: 'States.NoChoiceMatched',
  cause: 'Failed to transition out of the state. The state does not point to a next state.',
};

/** The rules see what `InputPath` leaves. https://states-language.net/spec.html#choice-state */
export function compileChoice(name: string, definition: ChoiceDefinition): CompiledState<'Choice'> {
  const filterIn = compileFilter(definition.InputPath);
  const filterOut = compileFilter(definition.OutputPath);
  const branches = definition.Choices.map((rule): Branch => ({ holds: compileRule(rule), next: rule.Next }));
  const { Default } = definition;
  return {
    ...named(name, definition),
    choose: (scope) => {
      const input = filterIn(scope);
      if (!input.ok) return input;
      const seen = withInput(scope, input.value);
      const next = firstThatHolds(branches, seen, Default);
      if (!next.ok) return next;
      const output = filterOut(seen);
      return output.ok ? { ok: true, value: { next: next.value, output: output.value } } : output;
    },
  };
}

function firstThatHolds(branches: readonly Branch[], scope: Scope, otherwise: string | undefined): Evaluated<string> {
  for (const { holds, next } of branches) {
    const answer = holds(scope);
    if (answer instanceof InvalidPath) return invalidPath(answer);
    if (answer) return { ok: true, value: next };
  }
  return otherwise === undefined ? NO_CHOICE : { ok: true, value: otherwise };
}

const invalidPath = ({ path }: InvalidPath): Evaluated<never> => ({
  ok: false,
  error: 'States.Runtime',
  cause: `Invalid path '${path}': The choice state's condition path references an invalid value.`,
});

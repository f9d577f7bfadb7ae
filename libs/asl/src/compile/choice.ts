import { compileRule, InvalidPath } from '../choice/compile-rule.js';
import type { ChoiceDefinition, ChoiceRuleDefinition, InputOutputDefinition } from '../definition.js';
import { compileExpression, expressionIn, wrongType } from '../jsonata/compile-expression.js';
import type { CompiledState, Evaluated, Json, JsonObject, Later, Scope } from '../machine.js';
import { named, type Compiling } from './common.js';
import { flowOf, type Leave } from './flow.js';

type Holds = (scope: Scope) => Later<Evaluated<boolean>>;

interface Branch {
  readonly holds: Holds;
  readonly next: string;
  readonly leave: Leave;
}

/** AWS says it in these words. */
const NO_CHOICE: Evaluated<never> = {
  ok: false,
  error: 'States.NoChoiceMatched',
  cause: 'Failed to transition out of the state. The state does not point to a next state.',
};

/** The rules see what `InputPath` leaves. https://states-language.net/spec.html#choice-state */
export function compileChoice(
  name: string,
  definition: ChoiceDefinition,
  { language }: Compiling,
): CompiledState<'Choice'> {
  const flow = flowOf(definition, language);
  const filter = flow.filtered(definition);
  const { Default } = definition;
  const branches = definition.Choices.map((rule, index): Branch => ({
    holds: compileHolds(rule, index),
    next: rule.Next,
    leave: flow.through(leavingBy(definition, rule)),
  }));
  const otherwise = flow.through(definition);
  return {
    ...named(name, definition),
    choose: async (scope) => {
      const input = await filter(scope);
      if (!input.ok) return input;
      const chosen = await firstThatHolds(branches, { ...scope, input: input.value });
      if (!chosen.ok) return chosen;
      const next = chosen.value?.next ?? Default;
      if (next === undefined) return NO_CHOICE;
      const left = await (chosen.value?.leave ?? otherwise)(scope);
      return left.ok ? { ok: true, value: { ...left.value, next } } : left;
    },
  };
}

/** A rule that holds assigns its own variables and not the state's; its output, where it has one, goes first. */
function leavingBy(
  { InputPath, OutputPath, Output }: ChoiceDefinition,
  rule: ChoiceRuleDefinition,
): InputOutputDefinition & { readonly Assign?: JsonObject } {
  const own = rule['Output'] ?? Output;
  return {
    ...(InputPath !== undefined && { InputPath }),
    ...(OutputPath !== undefined && { OutputPath }),
    ...(own !== undefined && { Output: own }),
    ...(rule['Assign'] !== undefined && { Assign: rule['Assign'] as JsonObject }),
  };
}

async function firstThatHolds(branches: readonly Branch[], scope: Scope): Promise<Evaluated<Branch | undefined>> {
  for (const branch of branches) {
    const answer = branch.holds(scope);
    const holds = answer instanceof Promise ? await answer : answer;
    if (!holds.ok) return holds;
    if (holds.value) return { ok: true, value: branch };
  }
  return { ok: true, value: undefined };
}

function compileHolds(rule: ChoiceRuleDefinition, index: number): Holds {
  const { Condition } = rule;
  return Condition === undefined ? byOperators(rule) : byCondition(Condition, `Choices[${index}]/Condition`);
}

function byOperators(rule: ChoiceRuleDefinition): Holds {
  const holds = compileRule(rule);
  return (scope) => {
    const answer = holds(scope);
    return answer instanceof InvalidPath ? invalidPath(answer) : { ok: true, value: answer };
  };
}

function byCondition(condition: Json, location: string): Holds {
  const text = expressionIn(condition);
  if (text === undefined) return () => ({ ok: true, value: condition === true });
  const expression = compileExpression(text, location);
  return async (scope) => {
    const found = await expression(scope, { input: scope.input });
    if (!found.ok) return found;
    return typeof found.value === 'boolean'
      ? { ok: true, value: found.value }
      : wrongType(text, location, 'boolean', found.value);
  };
}

const invalidPath = ({ path }: InvalidPath): Evaluated<never> => ({
  ok: false,
  error: 'States.Runtime',
  cause: `Invalid path '${path}': The choice state's condition path references an invalid value.`,
});

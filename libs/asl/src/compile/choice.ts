import { after } from '../after.js';
import { compileRule, InvalidPath, type OpenPattern } from '../choice/compile-rule.js';
import type { ChoiceDefinition, ChoiceRuleDefinition, InputOutputDefinition } from '../definition.js';
import { compileExpression, expressionIn, wrongType } from '../jsonata/compile-expression.js';
import type { CompiledState, Evaluated, Json, JsonObject, Later, Left, Scope } from '../machine.js';
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
    choose: (scope) =>
      after(filter(scope), (input): Chosen => {
        if (!input.ok) return input;
        const seen = input.value === scope.input ? scope : { ...scope, input: input.value };
        return after(firstThatHolds(branches, seen), (found): Chosen => {
          if (!found.ok) return found;
          const next = found.value?.next ?? Default;
          if (next === undefined) return NO_CHOICE;
          const leave = found.value?.leave ?? otherwise;
          return after(leave(scope), (left) => (left.ok ? { ok: true, value: { ...left.value, next } } : left));
        });
      }),
  };
}

type Chosen = Later<Evaluated<{ readonly next: string } & Left>>;

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

function firstThatHolds(branches: readonly Branch[], scope: Scope, from = 0): Later<Evaluated<Branch | undefined>> {
  for (let at = from; at < branches.length; at++) {
    const branch = branches[at]!;
    const answer = branch.holds(scope);
    if (answer instanceof Promise) {
      return answer.then((holds) => decided(holds, branch) ?? firstThatHolds(branches, scope, at + 1));
    }
    const chosen = decided(answer, branch);
    if (chosen !== undefined) return chosen;
  }
  return { ok: true, value: undefined };
}

/** What comes of an answer, unless the next rule is to be asked. */
function decided(holds: Evaluated<boolean>, branch: Branch): Evaluated<Branch> | undefined {
  if (!holds.ok) return holds;
  return holds.value ? { ok: true, value: branch } : undefined;
}

function compileHolds(rule: ChoiceRuleDefinition, index: number): Holds {
  const { Condition } = rule;
  return Condition === undefined ? byOperators(rule) : byCondition(Condition, `Choices[${index}]/Condition`);
}

function byOperators(rule: ChoiceRuleDefinition): Holds {
  const holds = compileRule(rule);
  return (scope) => {
    const answer = holds(scope);
    return typeof answer === 'boolean' ? { ok: true, value: answer } : undecided(answer);
  };
}

function byCondition(condition: Json, location: string): Holds {
  const text = expressionIn(condition);
  if (text === undefined) return () => ({ ok: true, value: condition === true });
  const expression = compileExpression(text, location);
  return (scope) =>
    after(expression(scope, { input: scope.input }), (found) => {
      if (!found.ok) return found;
      return typeof found.value === 'boolean'
        ? { ok: true, value: found.value }
        : wrongType(text, location, 'boolean', found.value);
    });
}

const undecided = (why: InvalidPath | OpenPattern): Evaluated<never> => ({
  ok: false,
  error: 'States.Runtime',
  cause:
    why instanceof InvalidPath
      ? `Invalid path '${why.path}': The choice state's condition path references an invalid value.`
      : `Invalid pattern '${why.pattern}': It ends with an open escape backslash.`,
});

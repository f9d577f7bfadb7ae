import jsonata from 'jsonata';
import { quoted } from '../json/quoted.js';
import type { Evaluated, Json, JsonObject, Later, Scope } from '../machine.js';
import { functionsOf } from './functions.js';
import { countStep, GUARD_RAILS, weigh } from './guard-rails.js';
import { LinearRegex } from './linear-regex.js';
import { plainOf } from './plain.js';
import { followNames, NOT_SIMPLE, simplePath, type PathNode } from './simple-path.js';

/** `$states`: what an expression sees besides variables. */
export interface States {
  readonly input: Json;
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

export type Expression = (scope: Scope, states: States) => Later<Evaluated<Json>>;

const DELIMITED = /^\{%([^]*)%\}$/u;

/** The expression of a text `{% … %}`; undefined for any other value. */
export const expressionIn = (value: Json): string | undefined =>
  typeof value === 'string' ? DELIMITED.exec(value.trim())?.[1]?.trim() : undefined;

/** A failure of the field's expression, as Step Functions' history tells it. */
export const evaluationFailure = (location: string, cause: string): Evaluated<never> => ({
  ok: false,
  error: 'States.QueryEvaluationError',
  cause,
  location,
});

const about = (text: string, location: string): string =>
  `The JSONata expression '${text}' specified for the field '${location}'`;

/** An expression, compiled once. What may go wrong, running away included, is a value. */
export function compileExpression(text: string, location: string): Expression {
  const options = { stack: GUARD_RAILS.stack, sequence: GUARD_RAILS.sequence, RegexEngine: LinearRegex };
  const compiled = jsonata(text, options as unknown as Parameters<typeof jsonata>[1]);
  compiled.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, countStep);
  compiled.assign(Symbol.for('jsonata.__evaluate_exit') as unknown as string, weigh);
  const undefinedResult = evaluationFailure(location, `${about(text, location)} returned nothing (undefined).`);

  const evaluate: Expression = async (scope, states) => {
    try {
      const result: unknown = await compiled.evaluate(undefined, bindingsOf(scope, states));
      if (result === undefined) return undefinedResult;
      const value = plainOf(result);
      return value === undefined ? notJson(text, location) : { ok: true, value };
    } catch (problem) {
      return evaluationFailure(
        location,
        `${about(text, location)} threw an error during evaluation. ${sentenceOf(problem)}`,
      );
    }
  };

  const path = simplePath(compiled.ast() as unknown as PathNode);
  if (!path) return evaluate;
  const [root, ...names] = path;
  return (scope, states) => {
    const start = root === 'states' ? statesOf(scope, states, names[0]) : scope.variables[root];
    const found = followNames(start, names);
    if (found === NOT_SIMPLE) return evaluate(scope, states);
    return found === undefined ? undefinedResult : { ok: true, value: found };
  };
}

/** The context object is built only where it is asked for. */
function statesOf({ context }: Scope, states: States, name: string | undefined): JsonObject {
  const asked = name === undefined || name === 'context';
  return { ...(states as unknown as JsonObject), ...(asked && { context: context() }) };
}

function bindingsOf(scope: Scope, states: States): Record<string, unknown> {
  const all = Object.defineProperty({ ...states }, 'context', { enumerable: true, get: scope.context });
  return { ...functionsOf(scope), ...scope.variables, states: all };
}

const notJson = (text: string, location: string): Evaluated<never> =>
  evaluationFailure(location, `${about(text, location)} returned a value that is not JSON.`);

function sentenceOf(problem: unknown): string {
  if (problem instanceof RangeError) return 'D1011: The expression is nested too deeply or makes too large a value';
  const { code, message } = problem as { code?: string; message?: string };
  return [code, message ?? quoted(String(problem))].filter((part) => part !== undefined).join(': ');
}

const typeName = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** The result of an expression that must be of one type. */
export const wrongType = (text: string, location: string, expected: string, value: Json): Evaluated<never> =>
  evaluationFailure(
    location,
    `${about(text, location)} returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${quoted(value)}`,
  );

import { quoted } from '../json/quoted.js';
import type { Evaluated, Json, JsonObject, Later, Scope } from '../machine.js';
import { assignFunctions } from './functions/functions.js';
import { harden, type Uses } from './harden.js';
import { evaluate, parse } from './library.js';
import type { Node } from './node.js';
import { plainOf } from './plain.js';
import { compileSimple } from './simple/compile-simple.js';
import { NOT_SIMPLE, type Read } from './simple/simple.js';

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
  typeof value === 'string' ? DELIMITED.exec(value)?.[1]?.trim() : undefined;

/** A failure of the field's expression, as Step Functions' history tells it. */
export const evaluationFailure = (location: string, cause: string): Evaluated<never> => ({
  ok: false,
  error: 'States.QueryEvaluationError',
  cause,
  location,
});

const about = (text: string, location: string): string =>
  `The JSONata expression '${text}' specified for the field '${location}'`;

const threw = (text: string, location: string, why: string): Evaluated<never> =>
  evaluationFailure(location, `${about(text, location)} threw an error during evaluation. ${why}`);

/** An expression, compiled once. What may go wrong, running away included, is a value. */
export function compileExpression(text: string, location: string): Expression {
  const library = parse(text);
  const tree = library.ast() as unknown as Node;
  const simple = compileSimple(tree);
  const nothing = evaluationFailure(location, `${about(text, location)} returned nothing (undefined).`);
  // Hardened only if it is ever needed: most expressions are simple on all values that they meet.
  let hardened: Expression | undefined;
  const all: Expression = (scope, states) => {
    hardened ??= compileAll(library, { text, location, nothing });
    return hardened(scope, states);
  };
  if (simple === undefined) return all;
  return (scope, states) => {
    const found = simple(readerOf(scope, states));
    if (found === NOT_SIMPLE) return all(scope, states);
    return found === undefined ? nothing : { ok: true, value: found };
  };
}

interface Field {
  readonly text: string;
  readonly location: string;
  readonly nothing: Evaluated<never>;
}

function compileAll(library: ReturnType<typeof parse>, { text, location, nothing }: Field): Expression {
  const uses = harden(library.ast() as unknown as Node);
  const { refused } = uses;
  if (refused !== undefined) return () => threw(text, location, refused);
  assignFunctions(library, uses.names);
  return async (scope, states) => {
    try {
      const result = await evaluate(library, scope, bindingsOf(uses, scope, states));
      if (result === undefined) return nothing;
      const value = plainOf(result);
      return value === undefined
        ? evaluationFailure(location, `${about(text, location)} returned a value that is not JSON.`)
        : { ok: true, value };
    } catch (problem) {
      return threw(text, location, sentenceOf(problem));
    }
  };
}

/** The context object is built only where it is asked for. A variable that nobody assigned may be a function. */
function readerOf(scope: Scope, states: States): Read {
  return (variable, name) => {
    if (variable !== 'states') return Object.hasOwn(scope.variables, variable) ? scope.variables[variable] : NOT_SIMPLE;
    if (name === undefined) return { ...states, context: scope.context() };
    return (name === 'context' ? { context: scope.context() } : states) as JsonObject;
  };
}

/** What the expression names. One that can change what it reads gets a copy; the library marks whatever is called. */
function bindingsOf({ names, calls, changes }: Uses, scope: Scope, states: States): Record<string, unknown> {
  const bindings: Record<string, unknown> = {};
  for (const name of names) {
    if (!Object.hasOwn(scope.variables, name)) continue;
    bindings[name] = calls.has(name) ? copyOf(scope.variables[name]) : scope.variables[name];
  }
  if (names.has('states')) {
    bindings['states'] = Object.defineProperty({ ...states }, 'context', { enumerable: true, get: scope.context });
  }
  return changes ? copyOf(bindings) : bindings;
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function sentenceOf(problem: unknown): string {
  if (problem instanceof RangeError) return 'D1011: The expression is nested too deeply, or makes too large a value';
  if (typeof problem !== 'object' || problem === null) return quoted(String(problem));
  const { code, message } = problem as { readonly code?: unknown; readonly message?: unknown };
  return [code, message].filter((part) => typeof part === 'string').join(': ');
}

const typeName = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** The result of an expression that must be of one type. */
export const wrongType = (text: string, location: string, expected: string, value: Json): Evaluated<never> =>
  evaluationFailure(
    location,
    `${about(text, location)} returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${quoted(value)}`,
  );

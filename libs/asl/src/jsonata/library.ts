import jsonata from 'jsonata';
import { GUARD_RAILS, Meter, tooMany } from './guard-rails.js';
import { LinearRegex } from './linear-regex.js';
import type { Scope } from '../machine.js';

/**
 * What is used of the library beyond its types. Its version is fixed, and `hostile.spec.ts` finds out where another one
 * does not keep to this.
 */
export interface Builtin {
  readonly _jsonata_function: true;
  readonly implementation: Implementation;
  readonly signature?: unknown;
}
export type Implementation = (this: Focus, ...args: never[]) => unknown;

/** What a function is called on. */
export interface Focus {
  readonly environment: Environment;
  readonly createSequence: () => unknown[];
}

interface Environment {
  readonly base: Base;
  readonly lookup: (name: string | symbol) => unknown;
  readonly bind: (name: string | symbol, value: unknown) => void;
}

/** The outermost environment, one an evaluation. */
interface Base extends Environment {
  meter: Meter;
  guardrails: () => void;
  createSequence: (...first: unknown[]) => unknown[];
  timestamp: Date;
  RegexEngine: (regex: RegExp) => void;
}

export const meterOf = ({ environment }: Focus): Meter => environment.base.meter;

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
/** Such a name cannot be written in an expression. */
const SCOPE = ' scope';

type Enter = (expression: unknown, input: unknown, environment: Base) => void;
export type Library = jsonata.Expression;

/** Lists that the library makes; it marks them with a field of their own. */
class Sequence extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override push(...items: unknown[]): number {
    return this.length + items.length > GUARD_RAILS.sequence ? tooMany() : super.push(...items);
  }
}

function createSequence(...first: unknown[]): unknown[] {
  const sequence = Object.assign(new Sequence(), { sequence: true });
  if (first.length > 0) sequence.push(first[0]);
  return sequence;
}

/**
 * Called by the library before it evaluates anything. From there on it calls `guardrails` alone, which needs no
 * microtask. What time it is, is told by the scope.
 */
const enter: Enter = (_expression, _input, base) => {
  base.bind(ENTRY, undefined);
  const scope = base.lookup(SCOPE) as Scope;
  const meter = new Meter(scope, base.guardrails);
  base.meter = meter;
  base.guardrails = () => meter.step();
  base.createSequence = createSequence;
  base.timestamp = dateLike(base.timestamp, scope.at);
  base.RegexEngine = function (regex: RegExp) {
    return new LinearRegex(regex, meter);
  };
};

/** This room has no clock, and asks for no time: the library's own one is set. */
const dateLike = (date: Date, at: number): Date => new (date.constructor as new (ms: number) => Date)(at);

/** May throw: a syntax error, or a RangeError where the text is nested too deeply. */
export function parse(text: string): Library {
  const library = jsonata(text, { timeout: GUARD_RAILS.milliseconds, sequence: GUARD_RAILS.sequence });
  assign(library, ENTRY, enter);
  return library;
}

export const assign = (library: Library, name: string | symbol, value: unknown): void =>
  library.assign(name as string, value);

export const evaluate = (library: Library, scope: Scope, bindings: Record<string, unknown>): Promise<unknown> =>
  library.evaluate(undefined, { ...bindings, [SCOPE]: scope });

/** The library's own functions, which it does not export: an environment leads to them. */
const own = ((): Environment => {
  const found: Environment[] = [];
  const library = jsonata('0');
  const capture: Enter = (_expression, _input, base) => void found.push(base);
  assign(library, ENTRY, capture);
  // The library enters at once, before its first microtask.
  void library.evaluate(undefined);
  return found[0]!;
})();

export const builtin = (name: string): Builtin | undefined => {
  const found = own.lookup(name);
  return isBuiltin(found) ? found : undefined;
};

const isBuiltin = (value: unknown): value is Builtin => isMarked(value) && '_jsonata_function' in value;

const isMarked = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  const { _jsonata_function, _jsonata_lambda } = value as { _jsonata_function?: unknown; _jsonata_lambda?: unknown };
  return _jsonata_function === true || _jsonata_lambda === true;
};

/** Whether the library takes a value for a function. */
export const isFunction = (value: unknown): boolean => typeof value === 'function' || isMarked(value);

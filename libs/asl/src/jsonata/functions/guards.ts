import { GUARD_RAILS, tooLong, tooMany } from '../guard-rails.js';
import { CALLED, CONCATENATED, DIFFERENT, EQUAL, FIELDS, KEPT, MATCHED, NAMED, PLAINLY, TRUE } from '../harden.js';
import { isFunction, meterOf, type Focus } from '../library.js';
import { equal } from './equal.js';
import { sequenceOf } from './lists.js';
import { refuse } from './native.js';
import type { Implementation } from '../library.js';
import { textOf } from './text-of.js';
import { truthOf } from './truth.js';

/** What `harden` puts in the place of operators. They take whatever there is. */

function concatenated(this: Focus, left: unknown, right: unknown): string {
  const text = (value: unknown): string => (value === undefined ? '' : textOf(value, meterOf(this).nodes()));
  const [one, other] = [text(left), text(right)];
  return one.length + other.length > GUARD_RAILS.characters ? tooLong() : one + other;
}

/** What is missing equals nothing, and differs from nothing. */
function same(this: Focus, left: unknown, right: unknown): boolean {
  return left !== undefined && right !== undefined && equal(left, right, meterOf(this).nodes());
}

function different(this: Focus, left: unknown, right: unknown): boolean {
  return left !== undefined && right !== undefined && !equal(left, right, meterOf(this).nodes());
}

/** `*`: the values of an object's fields. Lists among them are flattened; it is a plain list then, as the library has it. */
function fields(this: Focus, value: unknown): unknown {
  const count = meterOf(this).nodes();
  const found: unknown[] = [];
  const add = (item: unknown): void => {
    count();
    if (Array.isArray(item)) item.forEach(add);
    else if (found.push(item) > GUARD_RAILS.sequence) tooMany();
  };
  const values: unknown[] =
    typeof value === 'object' && value !== null && !isFunction(value) ? Object.values(value) : [];
  values.forEach(add);
  return values.some(Array.isArray) ? found : sequenceOf(this, found);
}

function isTrue(this: Focus, value: unknown): boolean | undefined {
  return truthOf(value, meterOf(this).nodes());
}

/** A filter may also be the places of what it keeps. */
function kept(this: Focus, value: unknown): unknown {
  if (typeof value === 'number') return value;
  const places = Array.isArray(value) && value.every((item) => typeof item === 'number');
  return places ? value : (truthOf(value, meterOf(this).nodes()) ?? false);
}

/** A function becomes an object, for `then` not to be one. */
function plainly(value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const implementation = value as Implementation & { readonly arity?: number };
  return {
    _jsonata_function: true,
    implementation,
    arity: implementation.arity ?? implementation.length,
    apply: (focus: Focus, args: never[]) => implementation.apply(focus, args),
  };
}

function matched(value: unknown): unknown {
  const matches: readonly unknown[] = Array.isArray(value) ? value : [value];
  return matches.some(isFunction) ? refuse('T2011', null) : value;
}

function called(value: unknown): unknown {
  return isFunction(value) ? value : refuse('T1006');
}

/** That of a name without its `$`; the library says so. */
function named(value: unknown): unknown {
  return value === undefined ? undefined : called(value);
}

export const GUARDS: Readonly<Record<string, Implementation>> = {
  [CONCATENATED]: concatenated,
  [EQUAL]: same,
  [DIFFERENT]: different,
  [FIELDS]: fields,
  [TRUE]: isTrue,
  [KEPT]: kept,
  [PLAINLY]: plainly,
  [MATCHED]: matched,
  [CALLED]: called,
  [NAMED]: named,
};

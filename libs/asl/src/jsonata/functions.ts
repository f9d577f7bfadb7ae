import { hashOf } from '../hash/hash.js';
import { seeded } from '../intrinsics/math-random.js';
import { instantOf } from '../instant.js';
import type { Json, Scope } from '../machine.js';
import { uuidOf } from '../uuid.js';
import { GUARD_RAILS, RanAway } from './guard-rails.js';

class WrongArgument extends Error {
  readonly code = 'T0410';
}

const wrong = (name: string, why: string): never => {
  throw new WrongArgument(`$${name}: ${why}`);
};

const wholeNumber = (name: string, value: unknown): number =>
  typeof value === 'number' ? Math.floor(value) : wrong(name, 'a number is wanted');

/** Parts of an array; a size that is no integer is rounded down. */
function partition(list: unknown, size: unknown): unknown[][] | undefined {
  if (list === undefined) return undefined;
  const items: readonly unknown[] = Array.isArray(list) ? list : [list];
  const length = wholeNumber('partition', size);
  if (length < 1) return wrong('partition', 'the size of a part must be positive');
  return Array.from({ length: Math.ceil(items.length / length) }, (_, part) =>
    items.slice(part * length, (part + 1) * length),
  );
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  const [from, to, by] = [wholeNumber('range', first), wholeNumber('range', last), wholeNumber('range', step)];
  if (by === 0) return wrong('range', 'the step must not be zero');
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > GUARD_RAILS.sequence) return wrong('range', `it has more than ${GUARD_RAILS.sequence} items`);
  return Array.from({ length }, (_, i) => from + i * by);
}

function hash(data: unknown, algorithm: unknown): string | undefined {
  if (data === undefined) return undefined;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const name = algorithm === undefined ? 'SHA-256' : String(algorithm);
  return hashOf(text, name) ?? wrong('hash', 'the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512');
}

function parse(text: unknown): Json | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') return wrong('parse', 'a string is wanted');
  try {
    return JSON.parse(text) as Json;
  } catch {
    return wrong('parse', 'the string is not JSON');
  }
}

/** As JSONata's own, with a bound: it writes a text as long as it is told. */
function pad(text: unknown, width: unknown, character: unknown): string | undefined {
  if (text === undefined) return undefined;
  const value = String(text);
  const length = wholeNumber('pad', width);
  if (Math.abs(length) > GUARD_RAILS.size) throw new RanAway(`$pad: the width is over ${GUARD_RAILS.size}`);
  const fill = character === undefined || character === '' ? ' ' : String(character);
  return length < 0 ? value.padStart(-length, fill) : value.padEnd(length, fill);
}

/**
 * The functions that Step Functions adds, and those of JSONata whose chance and time come from the message here.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export function functionsOf({ draw, at }: Scope): { readonly [name: string]: unknown } {
  return {
    partition,
    range,
    hash,
    parse,
    pad,
    random: (seed: unknown) => (seed === undefined ? draw() : seeded(wholeNumber('random', seed))),
    uuid: () => uuidOf(draw),
    millis: () => at,
    now: () => instantOf(at),
    shuffle: (list: unknown) => shuffled(list, draw),
    eval: undefined,
  };
}

function shuffled(list: unknown, draw: () => number): unknown {
  if (!Array.isArray(list)) return list;
  const items: unknown[] = [...list];
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}

import { hashOf } from '../../hash/hash.js';
import { seeded } from '../../intrinsics/math-random.js';
import type { Json } from '../../machine.js';
import { uuidOf } from '../../uuid.js';
import { GUARD_RAILS, tooMany } from '../guard-rails.js';
import { meterOf, type Focus } from '../library.js';
import { fail, native, type Native } from './native.js';
import { textOf } from './text-of.js';

/** The list in parts of that size; the last one may be shorter. */
function partition(list: readonly unknown[] | undefined, size: number): unknown[][] | undefined {
  if (list === undefined) return undefined;
  const length = Math.floor(size);
  if (length < 1) return fail('The second argument of the partition function must be a positive integer');
  return Array.from({ length: Math.ceil(list.length / length) }, (_none, part) =>
    list.slice(part * length, (part + 1) * length),
  );
}

/** From the first number to the last, which is in it if a step leads there. */
function range(first: number, last: number, step: number): number[] {
  const [from, to, by] = [Math.floor(first), Math.floor(last), Math.floor(step)];
  if (by === 0) return fail('The third argument of the range function must not be 0');
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > GUARD_RAILS.sequence) return tooMany();
  return Array.from({ length }, (_none, at) => from + at * by);
}

function hash(this: Focus, data: unknown, algorithm: string): string | undefined {
  if (data === undefined) return undefined;
  const text = textOf(data, meterOf(this).nodes());
  return hashOf(text, algorithm) ?? fail(`The algorithm of the hash function is not known: ${algorithm}`);
}

function random(this: Focus, seed: number | undefined): number {
  return seed === undefined ? meterOf(this).scope.draw() : seeded(seed);
}

function uuid(this: Focus): string {
  return uuidOf(meterOf(this).scope.draw);
}

function parse(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return fail('The argument of the parse function is not JSON');
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn */
export const STEP_FUNCTIONS: Readonly<Record<string, Native>> = {
  partition: native('<a-n:a<a>>', partition),
  range: native('<nnn:a<n>>', range),
  hash: native('<x-s:s>', hash),
  random: native('<n?:n>', random),
  uuid: native('<:s>', uuid),
  parse: native('<s-:x>', parse),
};

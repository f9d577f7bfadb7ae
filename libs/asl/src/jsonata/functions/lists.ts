import { meterOf, type Focus } from '../library.js';
import { equal } from './equal.js';
import { native, refuse, type Native } from './native.js';
import { truthOf } from './truth.js';

/** A function that an argument is: real, of the library, or of the expression. */
type Callback = { readonly arity?: number; readonly length?: number; apply(focus: Focus, args: unknown[]): unknown };

/** As many arguments as it takes: item, place, list. */
const call = (focus: Focus, callback: Callback, args: unknown[]): unknown =>
  callback.apply(focus, args.slice(0, Math.max(1, callback.arity ?? callback.length ?? args.length)));

async function filter(this: Focus, list: readonly unknown[] | undefined, holds: Callback) {
  if (list === undefined) return undefined;
  const kept = this.createSequence();
  for (const [at, item] of list.entries()) if (await isTrue(this, holds, [item, at, list])) kept.push(item);
  return kept;
}

async function single(this: Focus, list: readonly unknown[] | undefined, holds: Callback | undefined) {
  if (list === undefined) return undefined;
  const found: unknown[] = [];
  for (const [at, item] of list.entries()) {
    if (holds !== undefined && !(await isTrue(this, holds, [item, at, list]))) continue;
    if (found.push(item) > 1) refuse('D3138');
  }
  return found.length === 1 ? found[0] : refuse('D3139');
}

async function sift(this: Focus, fields: object, holds: Callback) {
  const kept: [string, unknown][] = [];
  for (const [name, field] of Object.entries(fields ?? {})) {
    if (await isTrue(this, holds, [field, name, fields])) kept.push([name, field]);
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const isTrue = async (focus: Focus, holds: Callback, args: unknown[]): Promise<boolean> =>
  truthOf(await call(focus, holds, args), meterOf(focus).nodes()) === true;

/** The library's own takes time with the square of the length. */
async function sort(this: Focus, list: readonly unknown[] | undefined, swaps: Callback | undefined) {
  if (list === undefined || list.length <= 1) return list;
  if (swaps !== undefined) return sorted(list, async (a, b) => Boolean(await swaps.apply(this, [a, b])));
  const [first] = list;
  const alike = list.every((item) => typeof item === typeof first);
  if (!alike || (typeof first !== 'string' && typeof first !== 'number')) return refuse('D3070');
  return sorted(list, (a, b) => (a as string) > (b as string));
}

type Swaps = (a: unknown, b: unknown) => boolean | Promise<boolean>;

/** Merging, which is stable. */
async function sorted(list: readonly unknown[], swaps: Swaps): Promise<readonly unknown[]> {
  if (list.length <= 1) return list;
  const middle = list.length >> 1;
  const left = await sorted(list.slice(0, middle), swaps);
  const right = await sorted(list.slice(middle), swaps);
  const merged: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const answer = swaps(left[l], right[r]);
    merged.push((answer instanceof Promise ? await answer : answer) ? right[r++] : left[l++]);
  }
  for (; l < left.length; l++) merged.push(left[l]);
  for (; r < right.length; r++) merged.push(right[r]);
  return merged;
}

function distinct(this: Focus, list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list;
  const meter = meterOf(this);
  const plain = new Set<unknown>();
  const structured: unknown[] = [];
  const isNew = (item: unknown): boolean => {
    if (typeof item !== 'object' || item === null) return plain.size < plain.add(item).size;
    const count = meter.nodes();
    return !structured.some((other) => equal(item, other, count)) && structured.push(item) > 0;
  };
  return 'sequence' in list ? sequenceOf(this, list.filter(isNew)) : list.filter(isNew);
}

function spread(this: Focus, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const pieces = (item: unknown): unknown[] =>
    Array.isArray(item)
      ? item.flatMap(pieces)
      : typeof item === 'object' && item !== null
        ? Object.entries(item).map(([name, field]) => Object.fromEntries([[name, field]]))
        : [item];
  return sequenceOf(this, pieces(value));
}

/** The chance is the scope's. */
function shuffle(this: Focus, list: readonly unknown[] | undefined): unknown {
  if (list === undefined || list.length <= 1) return list;
  const items = [...list];
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(meterOf(this).scope.draw() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}

export function sequenceOf(focus: Focus, items: readonly unknown[]): unknown[] {
  const sequence = focus.createSequence();
  for (const item of items) sequence.push(item);
  return sequence;
}

function boolean(this: Focus, value: unknown): boolean | undefined {
  return truthOf(value, meterOf(this).nodes());
}

function not(this: Focus, value: unknown): boolean | undefined {
  const truth = truthOf(value, meterOf(this).nodes());
  return truth === undefined ? undefined : !truth;
}

/** JSONata's own functions, in time and with chance that are ours. https://docs.jsonata.org/array-functions */
export const LISTS: Readonly<Record<string, Native>> = {
  filter: native('<af>', filter),
  single: native('<af?>', single),
  sift: native('<o-f?:o>', sift),
  sort: native('<af?:a>', sort),
  distinct: native('<x:x>', distinct),
  spread: native('<x-:a<o>>', spread),
  shuffle: native('<a:a>', shuffle),
  boolean: native('<x-:b>', boolean),
  not: native('<x-:b>', not),
};

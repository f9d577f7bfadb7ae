import type { CompiledState, Json } from '#asl';
import type { ResultPart } from '#contracts';
import { nextInput } from '../states/iteration.js';
import type { Entry } from '../states/state-result.js';
import type { InCompound } from '../scopes/scope-tree.js';
import { isTooLarge, utf8Bytes } from '../size.js';
import { fitting, takenOf } from './next-write.js';

/** Inputs that one decision computes, as it begins so many iterations at the most. */
const MOST_INPUTS = 500;

type Pending = Pick<Extract<ResultPart, { file: 'PENDING' }>, 'inputs' | 'items'>;

/** What the next iterations would have been given; where that cannot be told, their item. */
export async function pendingInputs(
  state: CompiledState<'Map'>,
  entry: Entry,
  { doing }: InCompound,
): Promise<Pending> {
  const { length, items = [] } = doing;
  let from = takenOf(doing) + (doing.writing?.pending ?? 0);
  const inputs: Json[] = [];
  const sizes: number[] = [];
  const counts: number[] = [];
  while (from < length && inputs.length < MOST_INPUTS && fitting(sizes) === sizes.length) {
    const next = await nextInput(state, entry, doing, from);
    const told = next.ok && !isTooLarge(next.value.input) ? next.value : { input: items[from] ?? null };
    const count = told.items ?? 1;
    inputs.push(told.input);
    sizes.push(utf8Bytes(JSON.stringify(told.input)));
    counts.push(count);
    from += count;
  }
  const fits = fitting(sizes);
  return { inputs: inputs.slice(0, fits), items: counts.slice(0, fits).reduce((sum, count) => sum + count, 0) };
}

import { mapItem, type CompiledState, type Evaluated } from '#asl';
import type { EventOf, Json } from '#contracts';
import type { Scopes } from '../scopes/scope-state.js';
import { stateNameOf } from '../path.js';
import { takenOf } from '../results/next-write.js';
import type { InCompound } from '../scopes/scope-tree.js';
import { nextBatch } from './batch.js';
import { failedToEvaluate, happened, tooLarge, type Entry, type StateResult } from './state-result.js';

/** The next iteration: of one item, or of a batch of them. */
export async function startIteration(
  state: CompiledState<'Map'>,
  entry: Entry,
  { doing }: InCompound,
): Promise<StateResult> {
  const next = await nextInput(state, entry, doing, takenOf(doing));
  if (!next.ok) return failedToEvaluate(entry, next);
  const { state: path, visit, input: raw } = entry.position;
  const problem = tooLarge(stateNameOf(path), next.value.input, raw);
  if (problem) return { ok: false, problem };
  const { attempt, begun: index } = doing;
  return happened({ type: 'MapIterationStarted', state: path, visit, attempt, index, ...next.value });
}

export type Next = Pick<EventOf<'MapIterationStarted'>, 'input' | 'items'>;
/** What an iteration about the item of this index alone is given. */
export type InputOf = (index: number) => Promise<Evaluated<Json>>;

/** What an iteration is given that begins with the item of this index. */
export async function nextInput(
  state: CompiledState<'Map'>,
  entry: Entry,
  doing: Scopes,
  from: number,
): Promise<Evaluated<Next>> {
  const effective = await state.effectiveInput(entry.scope);
  if (!effective.ok) return effective;
  const inputOf = (index: number) => itemInput(state, entry, { doing, input: effective.value, index });
  const { batch, length } = doing;
  if (batch) return nextBatch(batch, { from, length }, inputOf);
  const input = await inputOf(from);
  return input.ok ? { ok: true, value: { input: input.value } } : input;
}

/** What `ItemSelector` makes of an item. */
async function itemInput(
  state: CompiledState<'Map'>,
  { scope }: Entry,
  { doing: { items = [], keys, sources }, input, index }: { doing: Scopes; input: Json; index: number },
): Promise<Evaluated<Json>> {
  const context = () => ({ ...scope.context(), Map: { Item: mapItem({ items, keys, sources }, index) } });
  return state.itemInput({ ...scope, input, context }, items[index] ?? null);
}

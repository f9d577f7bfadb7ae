import { setImmediate } from 'node:timers/promises';
import { mapItem, type CompiledState, type Evaluated, type Items, type Json, type JsonObject } from '#asl';
import { compileFilter } from '../stages.js';
import type { Trial } from '../trial.js';
import { batchesOf } from './batches.js';
import { readItems } from './read-items.js';

type Map = CompiledState<'Map'>;

/** The inputs of a Map's iterations; nothing is known of them if nobody says what an ItemReader reads. */
export async function iterationsOf(state: Map, trial: Trial): Promise<Evaluated<readonly Json[] | undefined>> {
  const { ItemReader, ItemSelector, Parameters, ItemBatcher } = trial.tested.definition;
  const input = await state.effectiveInput(trial.scope());
  if (!input.ok) return input;
  const items =
    ItemReader === undefined
      ? await itemsIn(state, input.value, trial)
      : await readItems(ItemReader as JsonObject, trial);
  if (!items.ok || items.value === undefined) return items as Evaluated<undefined>;
  const inputs =
    ItemSelector === undefined && Parameters === undefined
      ? { ok: true as const, value: items.value.items }
      : await selected(state, input.value, { items: items.value, trial });
  if (!inputs.ok || ItemBatcher === undefined) return inputs;
  return batchesOf(inputs.value, ItemBatcher as JsonObject, trial);
}

async function itemsIn(state: Map, input: Json, trial: Trial): Promise<Evaluated<Items>> {
  const scope = trial.scope({ input });
  if (trial.tested.language === 'JSONPath') {
    const list = await compileFilter(trial.tested.definition['ItemsPath'] ?? '$')(scope);
    if (!list.ok) return list;
    trial.note('afterItemsPath', list.value);
  }
  return state.items(scope);
}

/** So many at a time that others have their turn. */
const AT_A_TIME = 100;

interface Selecting {
  readonly items: Items;
  readonly trial: Trial;
}

/** Each item as `ItemSelector` makes it the input of its iteration. */
async function selected(state: Map, input: Json, { items, trial }: Selecting): Promise<Evaluated<readonly Json[]>> {
  const inputs: Json[] = [];
  const around = trial.scope().context();
  for (const [index, item] of items.items.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await setImmediate();
    const context = () => ({ ...around, Map: { Item: mapItem(items, index) } });
    const made: Evaluated<Json> = await state.itemInput(trial.scope({ input, context }), item);
    if (!made.ok) return made;
    inputs.push(made.value);
  }
  trial.note('afterItemSelector', inputs);
  return { ok: true, value: inputs };
}

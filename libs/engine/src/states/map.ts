import type { CompiledState, Evaluated, Items, Scope } from '#asl';
import type { EventOf, Json } from '#contracts';
import { uuidOf } from '../chance.js';
import type { Scopes } from '../execution.js';
import { stateNameOf } from '../path.js';
import type { InCompound } from '../scopes/scope-tree.js';
import type { Enter } from './enter-state.js';
import { failedToEvaluate, happened, tooLarge, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#map-state */
export const enterMap: Enter<'Map'> = (state, entry) => startMap(state, entry, 1);

/** The items and settings are read once; each iteration begins when there is room for it. */
export async function startMap(state: CompiledState<'Map'>, entry: Entry, attempt: number): Promise<StateResult> {
  const items = await itemsOf(state, entry.scope);
  if (!items.ok) return failedToEvaluate(entry, items);
  const limit = await state.maxConcurrency(entry.scope);
  if (!limit.ok) return failedToEvaluate(entry, limit);
  const maxConcurrency = limit.value === undefined ? {} : { maxConcurrency: limit.value };
  const begins = { ...items.value, ...maxConcurrency };
  const tolerated = await toleratedBy(state, entry.scope);
  if (state.mode === 'DISTRIBUTED') return startRun(state, entry, { attempt, begins, tolerated });
  if (!tolerated.ok) return failedToEvaluate(entry, tolerated);
  const { state: path, visit } = entry.position;
  return happened({ type: 'MapStateStarted', state: path, visit, attempt, ...begins, ...tolerated.value });
}

type Tolerated = Pick<EventOf<'MapStateStarted'>, 'toleratedFailureCount' | 'toleratedFailurePercentage'>;
type Begins = Pick<EventOf<'MapStateStarted'>, 'items' | 'keys' | 'maxConcurrency'>;

/** How much a run tolerates is looked at once it is known what the Map is about. */
function startRun(
  { Label }: CompiledState<'Map'>,
  entry: Entry,
  { attempt, begins, tolerated }: { attempt: number; begins: Begins; tolerated: Evaluated<Tolerated> },
): StateResult {
  const { state, visit } = entry.position;
  const of = { state, visit, attempt };
  const started = { type: 'MapStateStarted', ...of, mode: 'DISTRIBUTED', ...begins } as const;
  if (!tolerated.ok) return { ...failedToEvaluate(entry, tolerated), events: [started] };
  const run = uuidOf(entry.scope.draw);
  const label = Label ?? uuidOf(entry.scope.draw);
  return happened({ ...started, ...tolerated.value }, { type: 'MapRunStarted', ...of, label, run });
}

async function itemsOf(state: CompiledState<'Map'>, scope: Scope): Promise<Evaluated<Items>> {
  const input = await state.effectiveInput(scope);
  return input.ok ? state.items({ ...scope, input: input.value }) : input;
}

async function toleratedBy(state: CompiledState<'Map'>, scope: Scope): Promise<Evaluated<Tolerated>> {
  const count = await state.toleratedFailureCount(scope);
  if (!count.ok) return count;
  const percentage = await state.toleratedFailurePercentage(scope);
  if (!percentage.ok) return percentage;
  const value = {
    ...(count.value !== undefined && { toleratedFailureCount: count.value }),
    ...(percentage.value !== undefined && { toleratedFailurePercentage: percentage.value }),
  };
  return { ok: true, value };
}

/** The next iteration, with what `ItemSelector` makes of its item. */
export async function startIteration(
  state: CompiledState<'Map'>,
  entry: Entry,
  { doing }: InCompound,
): Promise<StateResult> {
  const { state: path, visit, input: raw } = entry.position;
  const { attempt, begun: index, items = [], keys } = doing;
  const item = items[index] ?? null;
  const key = keys?.[index];
  const context = () => ({
    ...entry.scope.context(),
    Map: { Item: { Index: index, Value: item, ...(key !== undefined && { Key: key }) } },
  });
  const effective = await state.effectiveInput(entry.scope);
  if (!effective.ok) return failedToEvaluate(entry, effective);
  const input = await state.itemInput({ ...entry.scope, input: effective.value, context }, item);
  if (!input.ok) return failedToEvaluate(entry, input);
  const problem = tooLarge(stateNameOf(path), input.value, raw);
  if (problem) return { ok: false, problem };
  return happened({ type: 'MapIterationStarted', state: path, visit, attempt, index, input: input.value });
}

/** What the iterations left, in the order of the items; those that failed and were tolerated left nothing. */
export const mapResults = ({ results = [] }: Scopes): Json => results.flat();

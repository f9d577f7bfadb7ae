import type { CompiledState, Evaluated, Items, Later, Scope } from '#asl';
import type { Json } from '#contracts';
import type { Scopes } from '../execution.js';
import { stateNameOf } from '../path.js';
import type { InCompound } from '../scopes/scope-tree.js';
import type { Enter } from './enter-state.js';
import { failedToEvaluate, happened, tooLarge, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#map-state */
export const enterMap: Enter<'Map'> = (state, entry) => startMap(state, entry, 1);

const SETTINGS = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const;
type Settings = { readonly [S in (typeof SETTINGS)[number]]?: number };

/** The items and settings are read once; each iteration begins when there is room for it. */
export async function startMap(state: CompiledState<'Map'>, entry: Entry, attempt: number): Promise<StateResult> {
  const items = await itemsOf(state, entry.scope);
  if (!items.ok) return failedToEvaluate(entry, items);
  const settings = await settingsOf(state, entry.scope);
  if (!settings.ok) return failedToEvaluate(entry, settings);
  const { state: path, visit } = entry.position;
  return happened({
    type: 'MapStateStarted',
    state: path,
    visit,
    attempt,
    ...items.value,
    ...(state.mode === 'DISTRIBUTED' && { mode: state.mode }),
    ...settings.value,
  });
}

async function itemsOf(state: CompiledState<'Map'>, scope: Scope): Promise<Evaluated<Items>> {
  const input = await state.effectiveInput(scope);
  return input.ok ? state.items({ ...scope, input: input.value }) : input;
}

async function settingsOf(state: CompiledState<'Map'>, scope: Scope): Promise<Evaluated<Settings>> {
  const settings: { -readonly [S in keyof Settings]: Settings[S] } = {};
  for (const name of SETTINGS) {
    const setting: Evaluated<number | undefined> = await (state[name](scope) as Later<Evaluated<number | undefined>>);
    if (!setting.ok) return setting;
    if (setting.value !== undefined) settings[name] = setting.value;
  }
  return { ok: true, value: settings };
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

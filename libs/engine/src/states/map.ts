import type { CompiledState, Evaluated, Scope } from '#asl';
import type { EventOf, Json } from '#contracts';
import { uuidOf } from '../chance.js';
import type { Scopes } from '../execution.js';
import { batchingOf } from './batch.js';
import type { Enter } from './enter-state.js';
import { failedToEvaluate, happened, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#map-state */
export const enterMap: Enter<'Map'> = (state, entry) => startMap(state, entry, 1);

/** The items and settings are read once; each iteration begins when there is room for it. */
export async function startMap(state: CompiledState<'Map'>, entry: Entry, attempt: number): Promise<StateResult> {
  const input = await state.effectiveInput(entry.scope);
  if (!input.ok) return failedToEvaluate(entry, input);
  const scope = { ...entry.scope, input: input.value };
  const items = await state.items(scope);
  if (!items.ok) return failedToEvaluate(entry, items);
  const limit = await state.maxConcurrency(entry.scope);
  if (!limit.ok) return failedToEvaluate(entry, limit);
  const maxConcurrency = limit.value === undefined ? {} : { maxConcurrency: limit.value };
  const batch = state.batcher && (await batchingOf(state.batcher, scope));
  if (batch?.ok === false) return failedToEvaluate(entry, batch);
  const begins = { ...items.value, ...maxConcurrency, ...(batch && { batch: batch.value }) };
  const tolerated = await toleratedBy(state, entry.scope);
  if (state.mode === 'DISTRIBUTED') return startRun(state, entry, { attempt, begins, tolerated });
  if (!tolerated.ok) return failedToEvaluate(entry, tolerated);
  const { state: path, visit } = entry.position;
  return happened({ type: 'MapStateStarted', state: path, visit, attempt, ...begins, ...tolerated.value });
}

type Tolerated = Pick<EventOf<'MapStateStarted'>, 'toleratedFailureCount' | 'toleratedFailurePercentage'>;
type Begins = Pick<EventOf<'MapStateStarted'>, 'items' | 'keys' | 'maxConcurrency' | 'batch'>;

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

/** What the iterations left, in the order of the items; those that failed and were tolerated left nothing. */
export const mapResults = ({ results = [] }: Scopes): Json => results.flat();

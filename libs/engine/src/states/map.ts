import type { CompiledState, Evaluated, Items, Scope } from '#asl';
import type { Batching, EventOf, MapRun, ResultsTo } from '#contracts';
import { uuidOf } from '../chance.js';
import { batchingOf } from './batch.js';
import type { Enter } from './enter-state.js';
import { scheduleReading } from './item-reader.js';
import { resultsTo } from './result-writer.js';
import { failedToEvaluate, happened, type Entry, type StateResult } from './state-result.js';

/** https://states-language.net/spec.html#map-state */
export const enterMap: Enter<'Map'> = (state, entry) => startMap(state, entry, 1);

/** A try of it: somebody is asked for the items, or they are in the input. */
export async function startMap(state: CompiledState<'Map'>, entry: Entry, attempt: number): Promise<StateResult> {
  const input = await state.effectiveInput(entry.scope);
  if (!input.ok) return failedToEvaluate(entry, input);
  const scope = { ...entry.scope, input: input.value };
  if (state.reader) return scheduleReading(state.reader, { ...entry, scope }, attempt);
  const items = await state.items(scope);
  return items.ok ? startWith(state, entry, { attempt, items: items.value }) : failedToEvaluate(entry, items);
}

/** The settings are looked at once; each iteration begins when there is room for it. */
export async function startWith(
  state: CompiledState<'Map'>,
  entry: Entry,
  { attempt, items }: { attempt: number; items: Items },
): Promise<StateResult> {
  const limit = await state.maxConcurrency(entry.scope);
  if (!limit.ok) return failedToEvaluate(entry, limit);
  const maxConcurrency = limit.value === undefined ? {} : { maxConcurrency: limit.value };
  const batch = await batchOf(state, entry);
  if (batch?.ok === false) return failedToEvaluate(entry, batch);
  const writer = await writerOf(state, entry);
  if (writer?.ok === false) return failedToEvaluate(entry, writer);
  const begins = {
    ...items,
    ...maxConcurrency,
    ...(batch && { batch: batch.value }),
    ...(writer && { writer: writer.value }),
  };
  const tolerated = await toleratedBy(state, entry.scope);
  if (state.mode === 'DISTRIBUTED') return startRun(state, entry, { attempt, begins, tolerated });
  if (!tolerated.ok) return failedToEvaluate(entry, tolerated);
  const { state: path, visit } = entry.position;
  return happened({ type: 'MapStateStarted', state: path, visit, attempt, ...begins, ...tolerated.value });
}

async function batchOf(
  { batcher, effectiveInput }: CompiledState<'Map'>,
  { scope }: Entry,
): Promise<Evaluated<Batching> | undefined> {
  if (!batcher) return undefined;
  const input = await effectiveInput(scope);
  return input.ok ? batchingOf(batcher, { ...scope, input: input.value }) : input;
}

type Tolerated = Pick<EventOf<'MapStateStarted'>, 'toleratedFailureCount' | 'toleratedFailurePercentage'>;
type Begins = Pick<EventOf<'MapStateStarted'>, 'items' | 'keys' | 'sources' | 'maxConcurrency' | 'batch' | 'writer'>;

async function writerOf(
  { writer, effectiveInput }: CompiledState<'Map'>,
  { scope }: Entry,
): Promise<Evaluated<ResultsTo> | undefined> {
  if (!writer) return undefined;
  const input = await effectiveInput(scope);
  return input.ok ? resultsTo(writer, { ...scope, input: input.value }) : input;
}

/** How much a run tolerates is looked at once it is known what the Map is about. */
function startRun(
  map: CompiledState<'Map'>,
  entry: Entry,
  { attempt, begins, tolerated }: { attempt: number; begins: Begins; tolerated: Evaluated<Tolerated> },
): StateResult {
  const { state, visit } = entry.position;
  const of = { state, visit, attempt };
  const express = map.express && { express: map.express };
  const started = { type: 'MapStateStarted', ...of, mode: 'DISTRIBUTED', ...express, ...begins } as const;
  if (!tolerated.ok) return { ...failedToEvaluate(entry, tolerated), events: [started] };
  return happened({ ...started, ...tolerated.value }, { type: 'MapRunStarted', ...of, ...newRun(map, entry) });
}

/** Its id, and the Map's label, which is made up where the Map has none. */
export function newRun({ Label }: CompiledState<'Map'>, { scope }: Entry): MapRun {
  const run = uuidOf(scope.draw);
  return { label: Label ?? uuidOf(scope.draw), run };
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

import {
  atPointer,
  csvItems,
  itemSource,
  jsonLines,
  type CsvConfig,
  type Evaluated,
  type Items,
  type Json,
  type JsonObject,
} from '#asl';
import { evaluate } from '../stages.js';
import type { Trial } from '../trial.js';

type Format = (data: string, config: CsvConfig) => Json;

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const FORMATS: { readonly [inputType: string]: Format } = {
  JSON: (data) => JSON.parse(data) as Json,
  JSONL: jsonLines,
  CSV: csvItems,
};

/** What an ItemReader makes of the data that the request says it reads; nothing where it does not say. */
export async function readItems(reader: JsonObject, trial: Trial): Promise<Evaluated<Items | undefined>> {
  const { mapItemReaderData: data } = trial.configuration;
  if (data === undefined) return { ok: true, value: undefined };
  const config = (reader['ReaderConfig'] ?? {}) as JsonObject;
  const most = await mostItems(config, trial);
  if (!most.ok) return most;
  const read = parsed(data, { ...config, MaxItems: most.value });
  if (read === undefined) return failed('The data that the ItemReader reads is not of its InputType');
  const pointer = config['ItemsPointer'];
  const value = typeof pointer === 'string' ? atPointer(read, pointer) : read;
  if (typeof pointer === 'string' && value !== undefined) trial.note('afterItemsPointer', value);
  const all = itemsOf(value);
  if (all === undefined) return failed('Attempting to map over non-iterable node.');
  const { keys } = all;
  const items = all.items.slice(0, most.value);
  const uri = await sourceOf(reader, trial);
  const taken: Items = {
    items,
    ...(keys && { keys: keys.slice(0, most.value) }),
    ...(uri !== undefined && { sources: [{ uri, count: items.length }] }),
  };
  return { ok: true, value: taken };
}

/** Where the data would have been read. */
async function sourceOf({ Resource, Parameters, Arguments }: JsonObject, trial: Trial): Promise<string | undefined> {
  const target = await evaluate(trial, Parameters ?? Arguments ?? {});
  return target.ok ? itemSource(String(Resource), target.value) : undefined;
}

type Config = CsvConfig & { readonly InputType?: string };

function parsed(data: string, config: Config): Json | undefined {
  try {
    return (FORMATS[String(config.InputType)] ?? FORMATS['JSON'])!(data, config);
  } catch {
    return undefined; // the parsers' way to say that it is something else
  }
}

/** 0 is as good as nothing: all of them. */
async function mostItems(config: JsonObject, trial: Trial): Promise<Evaluated<number | undefined>> {
  const { MaxItems, MaxItemsPath } = config;
  const given =
    typeof MaxItemsPath === 'string'
      ? await evaluate(trial, { 'most.$': MaxItemsPath })
      : typeof MaxItems === 'string'
        ? await evaluate(trial, { most: MaxItems })
        : { ok: true as const, value: { most: MaxItems ?? null } };
  if (!given.ok) return given;
  const { most } = given.value as { readonly most: Json };
  return { ok: true, value: typeof most === 'number' && most > 0 ? most : undefined };
}

/** Of a list its items, of an object its fields. */
function itemsOf(value: Json | undefined): Items | undefined {
  if (Array.isArray(value)) return { items: value as readonly Json[] };
  if (typeof value !== 'object' || value === null) return undefined;
  return { items: Object.values(value), keys: Object.keys(value) };
}

const failed = (cause: string): Evaluated<never> => ({ ok: false, error: 'States.ItemReaderFailed', cause });

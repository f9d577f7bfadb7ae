import { parse } from 'csv-parse/sync';
import type { Evaluated, Items, Json, JsonObject } from '#asl';
import { evaluate } from '../stages.js';
import type { Trial } from '../trial.js';

type Format = (data: string, config: JsonObject) => Json;

const DELIMITERS: { readonly [name: string]: string } = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const FORMATS: { readonly [inputType: string]: Format } = {
  JSON: (data) => JSON.parse(data) as Json,
  JSONL: (data) =>
    data
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Json),
  CSV: (data, { CSVHeaderLocation, CSVHeaders, CSVDelimiter }) =>
    parse(data, {
      bom: true,
      columns: CSVHeaderLocation === 'GIVEN' ? [...(CSVHeaders as readonly string[])] : true,
      delimiter: DELIMITERS[String(CSVDelimiter ?? 'COMMA')] ?? ',',
      relax_column_count: true,
      skip_empty_lines: true,
    }) as Json,
};

/** What an ItemReader makes of the data that the request says it reads; nothing where it does not say. */
export async function readItems(reader: JsonObject, trial: Trial): Promise<Evaluated<Items | undefined>> {
  const { mapItemReaderData: data } = trial.configuration;
  if (data === undefined) return { ok: true, value: undefined };
  const config = (reader['ReaderConfig'] ?? {}) as JsonObject;
  const read = parsed(data, config);
  if (read === undefined) return failed('The data that the ItemReader reads is not of its InputType');
  const pointer = config['ItemsPointer'];
  const value = typeof pointer === 'string' ? pointed(read, pointer) : read;
  if (typeof pointer === 'string' && value !== undefined) trial.note('afterItemsPointer', value);
  const items = itemsOf(value);
  return items === undefined ? failed('Attempting to map over non-iterable node.') : atMost(items, config, trial);
}

function parsed(data: string, config: JsonObject): Json | undefined {
  try {
    return (FORMATS[String(config['InputType'])] ?? FORMATS['JSON'])!(data, config);
  } catch {
    return undefined; // the parsers' way to say that it is something else
  }
}

/** https://datatracker.ietf.org/doc/html/rfc6901 */
const pointed = (value: Json, pointer: string): Json | undefined =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(
      (at, step) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, step)
          ? (at as { readonly [step: string]: Json })[step]
          : undefined,
      value,
    );

/** Of a list its items, of an object its fields. */
function itemsOf(value: Json | undefined): Items | undefined {
  if (Array.isArray(value)) return { items: value as readonly Json[] };
  if (typeof value !== 'object' || value === null) return undefined;
  return { items: Object.values(value), keys: Object.keys(value) };
}

async function atMost({ items, keys }: Items, config: JsonObject, trial: Trial): Promise<Evaluated<Items>> {
  const { MaxItems, MaxItemsPath } = config;
  const given =
    typeof MaxItemsPath === 'string'
      ? await evaluate(trial, { 'most.$': MaxItemsPath })
      : typeof MaxItems === 'string'
        ? await evaluate(trial, { most: MaxItems })
        : { ok: true as const, value: { most: MaxItems ?? null } };
  if (!given.ok) return given;
  const { most } = given.value as { readonly most: Json };
  if (typeof most !== 'number') return { ok: true, value: { items, ...(keys && { keys }) } };
  return { ok: true, value: { items: items.slice(0, most), ...(keys && { keys: keys.slice(0, most) }) } };
}

const failed = (cause: string): Evaluated<never> => ({ ok: false, error: 'States.ItemReaderFailed', cause });

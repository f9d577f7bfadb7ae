import type { Evaluated, Json, JsonObject } from '#asl';
import { evaluate } from '../stages.js';
import type { Trial } from '../trial.js';

/**
 * The items in batches: each as many as there may be, in number and in bytes.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export async function batchesOf(
  items: readonly Json[],
  batcher: JsonObject,
  trial: Trial,
): Promise<Evaluated<readonly Json[]>> {
  const most = await limit('MaxItemsPerBatch', batcher, trial);
  if (!most.ok) return most;
  const bytes = await limit('MaxInputBytesPerBatch', batcher, trial);
  if (!bytes.ok) return bytes;
  const shared = batcher['BatchInput'] === undefined ? undefined : await evaluate(trial, batcher['BatchInput']);
  if (shared?.ok === false) return shared;
  const start: JsonObject = shared === undefined ? {} : { BatchInput: shared.value };
  const batches = inBatches(items, { most: most.value, bytes: bytes.value - sizeOf({ ...start, Items: [] }) });
  const inputs = batches.map((batch) => ({ ...start, Items: batch }));
  trial.note('afterItemBatcher', inputs);
  return { ok: true, value: inputs };
}

/** By its value, its expression or its path; without limit if it has none. */
async function limit(field: string, batcher: JsonObject, trial: Trial): Promise<Evaluated<number>> {
  const path = batcher[`${field}Path`];
  const value = batcher[field];
  if (path === undefined && typeof value !== 'string') return { ok: true, value: Number(value ?? Infinity) };
  const given = await (path === undefined
    ? evaluate(trial, { value: value ?? null })
    : evaluate(trial, { 'value.$': path }));
  if (!given.ok) return given;
  const number = (given.value as JsonObject)['value'] ?? null;
  if (typeof number === 'number' && Number.isInteger(number) && number > 0) return { ok: true, value: number };
  return {
    ok: false,
    error: 'States.Runtime',
    cause: `The ${path === undefined ? field : `${field}Path`} field refers to value "${JSON.stringify(number)}" which is not a valid integer: ${path ?? value}`,
  };
}

function inBatches(
  items: readonly Json[],
  { most, bytes }: { readonly most: number; readonly bytes: number },
): readonly (readonly Json[])[] {
  const batches: Json[][] = [];
  let room = 0;
  for (const item of items) {
    const batch = batches.at(-1);
    const size = sizeOf(item) + 1; // and a comma
    if (batch === undefined || batch.length >= most || size > room) {
      batches.push([item]);
      room = bytes - size;
    } else {
      batch.push(item);
      room -= size;
    }
  }
  return batches;
}

const sizeOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

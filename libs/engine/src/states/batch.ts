import type { CompiledItemBatcher, Evaluated, Scope } from '#asl';
import { LIMITS, type Batching, type Json } from '#contracts';
import { utf8Bytes } from '../size.js';
import type { InputOf, Next } from './iteration.js';

/** How the items go in batches. The same for all of them, so it is looked at once. */
export async function batchingOf(batcher: CompiledItemBatcher, scope: Scope): Promise<Evaluated<Batching>> {
  const items = await batcher.maxItemsPerBatch(scope);
  if (!items.ok) return items;
  const bytes = await batcher.maxInputBytesPerBatch(scope);
  if (!bytes.ok) return bytes;
  const input = await batcher.batchInput(scope);
  if (!input.ok) return input;
  const value = {
    ...(items.value !== undefined && { mostItems: items.value }),
    ...(bytes.value !== undefined && { mostBytes: bytes.value }),
    ...(input.value !== undefined && { input: input.value }),
  };
  return { ok: true, value };
}

/**
 * As many of the next items as there may be in a batch, in number and in bytes of what its iteration is given; always
 * one, so that all are processed.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export async function nextBatch(
  { mostItems = Infinity, mostBytes = Infinity, input }: Batching,
  { from, length }: { readonly from: number; readonly length: number },
  inputOf: InputOf,
): Promise<Evaluated<Next>> {
  const shared = input === undefined ? {} : { BatchInput: input };
  const Items: Json[] = [];
  let room = Math.min(mostBytes, LIMITS.payloadBytes) - bytesOf({ ...shared, Items });
  for (let index = from; index < length && Items.length < mostItems; index++) {
    const item = await inputOf(index);
    if (!item.ok) return item;
    room -= bytesOf(item.value) + (Items.length > 0 ? COMMA : 0);
    if (room < 0 && Items.length > 0) break;
    Items.push(item.value);
  }
  return { ok: true, value: { items: Items.length, input: { ...shared, Items } } };
}

const COMMA = 1;
const bytesOf = (value: Json): number => utf8Bytes(JSON.stringify(value));

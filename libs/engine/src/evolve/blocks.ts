import type { Json } from '#contracts';

const BLOCK = 128;

/** A list in blocks of 128, so that one more copies few. */
export type Blocks<T> = readonly (readonly T[])[];

/** With one at this place; `null` is in the place of those that have not come. */
export function withPlaced<T extends Json | object>(blocks: Blocks<T>, index: number, value: T): Blocks<T> {
  const place = Math.floor(index / BLOCK);
  const all = blocks.length > place ? blocks : [...blocks, ...Array<T[]>(place + 1 - blocks.length).fill([])];
  const before = all[place]!;
  const within = index % BLOCK;
  const items = before.length > within ? before : [...before, ...Array<T>(within + 1 - before.length).fill(null as T)];
  return all.with(place, items.with(within, value));
}

/** With one more behind the last. */
export const withOneMore = <T extends Json | object>(blocks: Blocks<T>, value: T): Blocks<T> =>
  withPlaced(
    blocks,
    blocks.reduce((sum, block) => sum + block.length, 0),
    value,
  );

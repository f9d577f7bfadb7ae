import { fails, isNumber, nearest, takes } from './intrinsic.js';

/** From the first number up to, and without, the second. A seed makes it the same each time. */
export const mathRandom = takes(2, 3, ([from, to, seed], { draw }) => {
  if (!isNumber(from) || !isNumber(to) || (seed !== undefined && !isNumber(seed))) return fails('numbers are wanted');
  const [least, most] = [nearest(from), nearest(to)];
  if (most <= least) return fails('the second number must be larger than the first');
  const drawn = seed === undefined ? draw() : seeded(nearest(seed));
  return least + Math.floor(drawn * (most - least));
});

/** One step of mulberry32. */
export function seeded(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 0x1_0000_0000;
}

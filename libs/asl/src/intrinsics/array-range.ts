import { fails, isNumber, nearest, takes } from './intrinsic.js';

const MOST_ITEMS = 1_000;

export const arrayRange = takes(3, 3, ([first, last, step]) => {
  if (!isNumber(first) || !isNumber(last) || !isNumber(step)) return fails('three numbers are wanted');
  const [from, to, by] = [nearest(first), nearest(last), nearest(step)];
  if (by === 0) return fails('the step must not be zero');
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > MOST_ITEMS) return fails(`the range has more than ${MOST_ITEMS} items`);
  return Array.from({ length }, (_, i) => from + i * by);
});

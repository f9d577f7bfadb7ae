import { fails, isNumber, nearest, takes } from './intrinsic.js';

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;
const within = (value: number): boolean => value >= LEAST && value <= MOST;

/** AWS adds integers of 32 bits. */
export const mathAdd = takes(2, 2, ([a, b]) => {
  if (!isNumber(a) || !isNumber(b)) return fails('two numbers are wanted');
  const [one, other] = [nearest(a), nearest(b)];
  return within(one) && within(other) && within(one + other)
    ? one + other
    : fails(`the numbers and their sum must be from ${LEAST} to ${MOST}`);
});

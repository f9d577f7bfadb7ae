import { fails, isList, isNumber, nearest, takes } from './intrinsic.js';

export const arrayPartition = takes(2, 2, ([list, size]) => {
  if (!isList(list) || !isNumber(size)) return fails('an array and a number are wanted');
  const length = nearest(size);
  if (length < 1) return fails('the size of a part must be positive');
  return Array.from({ length: Math.ceil(list.length / length) }, (_, part) =>
    list.slice(part * length, (part + 1) * length),
  );
});

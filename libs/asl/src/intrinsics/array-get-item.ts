import { fails, isInteger, isList, takes } from './intrinsic.js';

export const arrayGetItem = takes(2, 2, ([list, index]) => {
  if (!isList(list) || !isInteger(index)) return fails('an array and an integer are wanted');
  return list[index] ?? (index >= 0 && index < list.length ? null : fails(`there is no item ${index}`));
});

import { fails, isNumber, isList, takes, nearest } from './intrinsic.js';

export const arrayGetItem = takes(2, 2, ([list, given]) => {
  if (!isList(list) || !isNumber(given)) return fails('an array and an integer are wanted');
  const index = nearest(given);
  return list[index] ?? (index >= 0 && index < list.length ? null : fails(`there is no item ${index}`));
});

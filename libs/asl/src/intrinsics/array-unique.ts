import { canonical } from '../json/same.js';
import { fails, isList, takes, isLarge, TOO_LARGE } from './intrinsic.js';

export const arrayUnique = takes(1, 1, ([list]) => {
  if (!isList(list)) return fails('an array is wanted');
  if (isLarge(list)) return TOO_LARGE;
  return [...new Map(list.map((item) => [canonical(item), item] as const).toReversed()).values()].toReversed();
});

import { canonical } from '../json/same.js';
import { fails, isList, takes } from './intrinsic.js';

export const arrayUnique = takes(1, 1, ([list]) => {
  if (!isList(list)) return fails('an array is wanted');
  return [...new Map(list.map((item) => [canonical(item), item] as const).toReversed()).values()].toReversed();
});

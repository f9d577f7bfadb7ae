import { canonical } from '../json/same.js';
import { fails, isLarge, isList, takes, TOO_LARGE } from './intrinsic.js';

export const arrayContains = takes(2, 2, ([list, wanted]) => {
  if (!isList(list)) return fails('an array is wanted');
  if (isLarge(list, wanted!)) return TOO_LARGE;
  const sought = canonical(wanted!);
  return list.some((item) => canonical(item) === sought);
});

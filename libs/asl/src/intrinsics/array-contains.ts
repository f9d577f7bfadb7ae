import { sameJson } from '../json/same.js';
import { fails, isList, takes } from './intrinsic.js';

export const arrayContains = takes(2, 2, ([list, wanted]) =>
  isList(list) ? list.some((item) => sameJson(item, wanted!)) : fails('an array is wanted'),
);

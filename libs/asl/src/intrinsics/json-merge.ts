import { isObject } from '../json/object.js';
import { fails, takes } from './intrinsic.js';

/** AWS has the shallow mode only. */
export const jsonMerge = takes(3, 3, ([first, second, deep]) => {
  if (!isObject(first) || !isObject(second)) return fails('two objects are wanted');
  return deep === false ? { ...first, ...second } : fails('only the shallow mode (false) is supported');
});

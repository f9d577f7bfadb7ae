import { fails, isList, takes } from './intrinsic.js';

export const arrayLength = takes(1, 1, ([list]) => (isList(list) ? list.length : fails('an array is wanted')));

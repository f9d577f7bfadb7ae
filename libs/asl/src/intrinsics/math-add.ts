import { fails, isNumber, nearest, takes } from './intrinsic.js';

export const mathAdd = takes(2, 2, ([a, b]) =>
  isNumber(a) && isNumber(b) ? nearest(a) + nearest(b) : fails('two numbers are wanted'),
);

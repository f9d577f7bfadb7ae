import { takes } from './intrinsic.js';

export const jsonToString = takes(1, 1, ([value]) => JSON.stringify(value));

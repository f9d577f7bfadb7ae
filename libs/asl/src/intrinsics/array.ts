import { takes } from './intrinsic.js';

/** https://states-language.net/spec.html#intrinsic-functions-list */
export const array = takes(0, Infinity, (args) => [...args]);

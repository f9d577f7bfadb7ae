import type { Json } from '../machine.js';
import { fails, isText, takes } from './intrinsic.js';

/** A blank text is null. */
export const stringToJson = takes(1, 1, ([text]) => {
  if (!isText(text)) return fails('a string is wanted');
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return fails('the string is not JSON');
  }
});

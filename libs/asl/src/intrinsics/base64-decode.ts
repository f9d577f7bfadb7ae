import { base64Decode as decode } from '../hash/base64.js';
import { fails, isText, takes } from './intrinsic.js';

const MOST_CHARACTERS = 10_000;

export const base64Decode = takes(1, 1, ([text]) => {
  if (!isText(text)) return fails('a string is wanted');
  if (text.length > MOST_CHARACTERS) return fails(`the string has more than ${MOST_CHARACTERS} characters`);
  return decode(text) ?? fails('the string is not base64');
});

import { base64Encode as encode } from '../hash/base64.js';
import { fails, isText, takes } from './intrinsic.js';

const MOST_CHARACTERS = 10_000;

export const base64Encode = takes(1, 1, ([text]) => {
  if (!isText(text)) return fails('a string is wanted');
  return text.length > MOST_CHARACTERS ? fails(`the string has more than ${MOST_CHARACTERS} characters`) : encode(text);
});

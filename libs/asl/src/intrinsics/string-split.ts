import { fails, isText, takes } from './intrinsic.js';

/** Each character of the second string separates; parts that are empty are left out. */
export const stringSplit = takes(2, 2, ([text, separators]) => {
  if (!isText(text) || !isText(separators)) return fails('two strings are wanted');
  const ends = new Set(separators);
  const parts: string[] = [''];
  for (const character of text) {
    if (ends.has(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== '');
});

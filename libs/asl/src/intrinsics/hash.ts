import { hashOf } from '../hash/hash.js';
import { fails, isText, takes, isLarge, TOO_LARGE } from './intrinsic.js';

const MOST_CHARACTERS = 10_000;

/** What is no string is hashed as its JSON. */
export const hash = takes(2, 2, ([data, algorithm]) => {
  if (!isText(algorithm)) return fails('the algorithm must be a string');
  if (isLarge(data!)) return TOO_LARGE;
  const text = isText(data) ? data : JSON.stringify(data);
  if (text.length > MOST_CHARACTERS) return fails(`the data has more than ${MOST_CHARACTERS} characters`);
  return hashOf(text, algorithm) ?? fails('the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512');
});

import type { Json } from '../machine.js';

/** AWS cuts causes at 32,768 characters; most of that stays free for the sentence around the value. */
const MOST_CHARACTERS = 32_000;

/** A value as a cause quotes it. */
export function quoted(value: Json): string {
  try {
    return JSON.stringify(value).slice(0, MOST_CHARACTERS);
  } catch {
    // Longer, written down, than a string can be.
    return '…';
  }
}

import { LIMITS, type Json } from '#contracts';

/** Deeper ones cannot be written by all who have to. */
const MOST_DEPTH = 1_000;

/** At least what is left of `budget` when `value` is written as JSON; below zero: it may be too large or too deep. */
function left(value: Json, budget: number, depth: number): number {
  // Six bytes are the longest escape of a character, 25 the longest number.
  if (typeof value === 'string') return budget - 2 - 6 * value.length;
  if (typeof value !== 'object' || value === null) return budget - 25;
  if (depth > MOST_DEPTH) return -1;
  let rest = budget - 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && rest >= 0; i++) rest = left(value[i] as Json, rest - 1, depth + 1);
    return rest;
  }
  for (const key in value) {
    rest = left((value as { readonly [key: string]: Json })[key] as Json, rest - 4 - 6 * key.length, depth + 1);
    if (rest < 0) break;
  }
  return rest;
}

const isDeep = (value: Json, depth = 1): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth > MOST_DEPTH || Object.values(value).some((item) => isDeep(item as Json, depth + 1)));

/** What well-formed text (JSON escapes lone surrogates) takes in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair takes two of the pair's four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/**
 * Whether a payload is over 262,144 UTF-8 bytes of JSON, or nested over 1,000 deep. A bound is added up first, without
 * writing it; only what might be over is counted.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const isTooLarge = (value: Json): boolean =>
  left(value, LIMITS.payloadBytes, 1) < 0 && (isDeep(value) || utf8Bytes(JSON.stringify(value)) > LIMITS.payloadBytes);

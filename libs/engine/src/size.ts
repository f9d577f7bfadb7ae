import { sizeOf } from '#asl';
import { LIMITS, type Json } from '#contracts';

/** At most what is left of `budget` when `value` is written as JSON; below zero: it may be too large. */
function left(value: Json, budget: number): number {
  if (typeof value === 'string') return budget - 2 - 6 * value.length;
  if (typeof value !== 'object' || value === null) return budget - 25;
  let rest = budget - 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && rest >= 0; i++) rest = left((value as readonly Json[])[i] as Json, rest - 1);
    return rest;
  }
  for (const key in value) {
    rest = left((value as { readonly [key: string]: Json })[key] as Json, rest - 4 - 6 * key.length);
    if (rest < 0) break;
  }
  return rest;
}

/**
 * Whether a payload is over 262,144 UTF-8 bytes of JSON. A bound is added up first, without writing it; only what might
 * be over is counted. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const isTooLarge = (value: Json): boolean =>
  left(value, LIMITS.payloadBytes) < 0 && sizeOf(value, LIMITS.payloadBytes) > LIMITS.payloadBytes;

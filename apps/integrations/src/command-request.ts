import type { JsonObject } from '#contracts';
import { Refused } from '#participant';

/**
 * A command's input as the fields of a request.
 * @throws Refused
 */
export function requestOf(input: unknown): JsonObject {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as JsonObject;
  throw new Refused('States.Runtime', 'The input must be an object with the fields of the request.');
}

import type { Json, JsonObject } from '../machine.js';

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isArray = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** A field of the object itself: `__proto__` and `constructor` are names like any other. */
export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** The object with one field set; the computed name keeps `__proto__` a field. */
export const withField = (object: JsonObject, name: string, value: Json): JsonObject => ({ ...object, [name]: value });

import { z } from 'zod';

/** A JSON value, as parsed. */
export type Json = string | number | boolean | null | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Any JSON value, taken as it stands: what came through `JSON.parse` is JSON already, so walking it again would only
 * cost time. A missing field is refused where the schema does not say `.optional()`.
 */
export const json = z.custom<Json>((value) => value !== undefined, 'is missing');

/** ISO 8601 with milliseconds in UTC, `2026-11-23T10:00:30.000Z`. */
export const instant = z.iso.datetime({ precision: 3 });

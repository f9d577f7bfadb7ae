import type { Json } from '#contracts';

/** What a Map is about; `keys` where the items are the fields of an object. */
export interface Items {
  readonly items: readonly Json[];
  readonly keys?: readonly string[];
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

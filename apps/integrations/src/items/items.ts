import type { ItemSource } from '#asl';
import type { Json } from '#contracts';

/** What a Map is about; `keys` where the items are the fields of an object. */
export interface Items {
  readonly items: readonly Json[];
  readonly keys?: readonly string[];
  /** Where they were read from, so many from each, if that is not the one place that was asked for. */
  readonly sources?: readonly ItemSource[];
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

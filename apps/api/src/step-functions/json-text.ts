import type { Json } from '#contracts';

export type Parsed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly cause: string };

/** A payload, which the API carries as text. */
export function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    return { ok: false, cause: (error as Error).message };
  }
}

/** A structure of a request as the records keep it. */
export const jsonOf = (structure: object): Json => JSON.parse(JSON.stringify(structure)) as Json;

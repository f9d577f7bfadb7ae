import type { Json, JsonObject } from '#contracts';

/** How the items of a list are written; the first is the default. */
export const ARRAY_FORMATS = ['INDICES', 'REPEAT', 'COMMAS', 'BRACKETS'] as const;
export type ArrayFormat = (typeof ARRAY_FORMATS)[number];

const KEY_OF_ITEM: { readonly [F in Exclude<ArrayFormat, 'COMMAS'>]: (key: string, index: number) => string } = {
  INDICES: (key, index) => `${key}[${index}]`,
  REPEAT: (key) => key,
  BRACKETS: (key) => `${key}[]`,
};

/** `application/x-www-form-urlencoded`. https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html */
export function formOf(fields: JsonObject, format: ArrayFormat): string {
  const pairs = Object.entries(fields).flatMap(([key, value]) => pairsOf(key, value, format));
  return new URLSearchParams(pairs).toString();
}

function pairsOf(key: string, value: Json, format: ArrayFormat): [string, string][] {
  if (Array.isArray(value)) {
    if (format === 'COMMAS') return [[key, value.map(written).join(',')]];
    return (value as readonly Json[]).flatMap((item, index) => pairsOf(KEY_OF_ITEM[format](key, index), item, format));
  }
  if (typeof value !== 'object' || value === null) return [[key, written(value)]];
  return Object.entries(value).flatMap(([inner, held]) => pairsOf(`${key}[${inner}]`, held, format));
}

/** A text as it is, nothing as nothing, the rest as JSON. */
export const written = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

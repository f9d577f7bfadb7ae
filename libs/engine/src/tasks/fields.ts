import type { Json } from '#contracts';

type Fields = { readonly [field: string]: Json };

/** The fields of a value that has any. */
export const jsonObject = (value: Json): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

export function textIn(value: Json, field: string): string | undefined {
  const fields = jsonObject(value);
  const text = fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
  return typeof text === 'string' ? text : undefined;
}

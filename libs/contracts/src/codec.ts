import type { z } from 'zod';

export type Decoded<T> = { ok: true; value: T } | { ok: false; error: string; cause: string };

/**
 * A record's text as the message that the schema describes. What is wrong comes back as a value: one bad record is
 * dead-lettered and blocks nothing.
 * @returns `error` is `InvalidJson` or `InvalidMessage`; `cause` names every field that is wrong.
 */
export function decode<S extends z.ZodType>(schema: S, text: string | null | undefined): Decoded<z.output<S>> {
  if (text === null || text === undefined)
    return { ok: false, error: 'InvalidMessage', cause: 'The record has no value.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: 'InvalidJson', cause: `The value is not JSON: ${(error as Error).message}` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length ? path.join('.') : 'value'}: ${message}`,
  );
  return { ok: false, error: 'InvalidMessage', cause: problems.join('; ') };
}

export const encode = (value: unknown): string => JSON.stringify(value);

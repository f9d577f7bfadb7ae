import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decode } from '#contracts';

/** Where the page before ended. */
export type Key = readonly (string | number)[];

/** What a token belongs to: the list and all that narrows it down. */
export type About = { readonly [field: string]: unknown };

const keySchema = z.array(z.union([z.string(), z.number()]));

/** An opaque text that goes on where a page ended, in the same list only; AWS's are at most 1024 characters long. */
export function writeToken(about: About, key: Key): string {
  const text = JSON.stringify(key);
  return `${Buffer.from(text).toString('base64url')}.${sealOf(about, text)}`;
}

/** @returns undefined for a token that was made up, or belongs to another list. */
export function readToken(about: About, token: string): Key | undefined {
  const [encoded = '', seal, ...more] = token.split('.');
  const text = Buffer.from(encoded, 'base64url').toString();
  if (more.length > 0 || seal !== sealOf(about, text)) return undefined;
  const key = decode(keySchema, text);
  return key.ok ? key.value : undefined;
}

function sealOf(about: About, key: string): string {
  const fields = Object.entries(about)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([fields, key]))
    .digest('base64url')
    .slice(0, 22);
}

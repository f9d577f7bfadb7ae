import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessKey, AccessKeys } from './access-keys.js';

const BASIC = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i;

export const isBasic = (authorization: string): boolean => /^Basic /i.test(authorization);

/** The key whose id and secret these are. https://www.rfc-editor.org/rfc/rfc7617 */
export function basicKey(authorization: string, keys: AccessKeys): AccessKey | undefined {
  const [, encoded = ''] = BASIC.exec(authorization) ?? [];
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const key = colon < 0 ? undefined : keys.get(text.slice(0, colon));
  return key && isSame(key.secret, text.slice(colon + 1)) ? key : undefined;
}

/** Of digests, so that neither the length nor a common beginning can be measured. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

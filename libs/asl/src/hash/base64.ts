import { utf8Decode, utf8Encode } from './utf8.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** https://www.rfc-editor.org/rfc/rfc4648#section-4 */
export function base64Encode(text: string): string {
  const bytes = utf8Encode(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]];
    encoded += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    encoded += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    encoded += c === undefined ? '=' : ALPHABET[c & 63]!;
  }
  return encoded;
}

/** Undefined where the text is not base64. */
export function base64Decode(text: string): string | undefined {
  const letters = text.replace(/=+$/u, '');
  if (letters.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let width = 0;
  for (const letter of letters) {
    const value = VALUES.get(letter);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xfff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    bytes.push((bits >> width) & 0xff);
  }
  return utf8Decode(bytes);
}

/** Written out, since this room has no types of a platform. A lone surrogate becomes the replacement character. */
export function utf8Encode(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** What is not UTF-8 becomes replacement characters. */
export function utf8Decode(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const { code, length } = readAt(bytes, at);
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

const REPLACEMENT = { code: 0xfffd, length: 1 };

function readAt(bytes: readonly number[], at: number): { code: number; length: number } {
  const first = bytes[at]!;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return REPLACEMENT;
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return REPLACEMENT;
    code = (code << 6) | (next & 0x3f);
  }
  const isValid =
    code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && code >= [0, 0, 0x80, 0x800, 0x10000][length]!;
  return isValid ? { code, length } : REPLACEMENT;
}

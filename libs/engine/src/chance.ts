const MIX = 0x85ebca6b;

const begun = (seed: number): number => seed ^ 0x9e3779b9;
const rotated = (h: number): number => (h << 13) | (h >>> 19);
function finished(h: number): number {
  let end = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  end = Math.imul(end ^ (end >>> 13), 0x27d4eb2f);
  return (end ^ (end >>> 16)) >>> 0;
}

/** 32 bits of a text, well mixed: multiply and rotate a character at a time, then an avalanche. Not cryptographic. */
export function hash32(text: string, seed: number): number {
  let h = begun(seed);
  for (let i = 0; i < text.length; i++) h = rotated(Math.imul(h ^ text.charCodeAt(i), MIX));
  return finished(h);
}

/** 64 bits of a text in letters and digits: the hashes of the seeds 1 and 2, in one go. */
export function shortHash(text: string): string {
  let one = begun(1);
  let two = begun(2);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = rotated(Math.imul(one ^ code, MIX));
    two = rotated(Math.imul(two ^ code, MIX));
  }
  return base36(finished(one)) + base36(finished(two));
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const PAIRS = Array.from(DIGITS, (first) => Array.from(DIGITS, (second) => first + second)).flat();

/** As `toString(36)` says it, which takes longer than the hash itself where a number has more than 31 bits. */
function base36(n: number): string {
  if (n < PAIRS.length) return n < DIGITS.length ? DIGITS[n]! : PAIRS[n]!;
  const last = n % PAIRS.length;
  return base36((n - last) / PAIRS.length) + PAIRS[last]!;
}

/** A number in [0, 1) of a decision's seed; `about` tells apart what is drawn in the same decision. */
export const chance = (random: number, about: string): number => hash32(about, Math.trunc(random) | 0) / 0x1_0000_0000;

/** A UUID of version 4, of four draws. */
export function uuidOf(draw: () => number): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(draw() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

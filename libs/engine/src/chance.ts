/** 32 bits of a text, well mixed: multiply and rotate a character at a time, then an avalanche. Not cryptographic. */
export function hash32(text: string, seed: number): number {
  let h = seed ^ 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x85ebca6b);
    h = (h << 13) | (h >>> 19);
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 64 bits of a text in letters and digits. */
export const shortHash = (text: string): string => hash32(text, 1).toString(36) + hash32(text, 2).toString(36);

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

import { describe, expect, it } from '@jest/globals';
import type { Json } from '#contracts';
import { isTooLarge } from './size.js';

const nested = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Json;

describe('a payload', () => {
  it('may have 262,144 bytes, whatever its characters take', () => {
    for (const [char, bytes] of [
      ['a', 1],
      ['é', 2],
      ['€', 3],
      ['"', 2],
      ['\u0001', 6],
      ['\u{1F600}', 4],
    ] as const) {
      const most = Math.floor((262_144 - 2) / bytes);
      expect(isTooLarge(char.repeat(most))).toBe(false);
      expect(isTooLarge(char.repeat(most + 1))).toBe(true);
    }
    expect(isTooLarge({ a: { b: ['x'.repeat(262_128)] } })).toBe(false);
    expect(isTooLarge({ a: { b: ['x'.repeat(262_129)] } })).toBe(true);
    expect(isTooLarge(Array.from({ length: 131_071 }, () => 1))).toBe(false);
    expect(isTooLarge(Array.from({ length: 131_072 }, () => 1))).toBe(true);
  });

  it('may be nested 1,000 deep', () => {
    expect(isTooLarge(nested(1000))).toBe(false);
    expect(isTooLarge(nested(1001))).toBe(true);
    expect(isTooLarge(nested(100_000))).toBe(true);
    expect(isTooLarge([Array.from({ length: 100_000 }, () => 1), nested(2000)])).toBe(true);
  });
});

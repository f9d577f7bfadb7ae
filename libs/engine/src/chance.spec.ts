import { describe, expect, it } from '@jest/globals';
import { chance, hash32, shortHash } from './chance.js';

describe('chance', () => {
  it('is the same for the same decision, and spread evenly over neighbouring ones', () => {
    expect(chance(7, 'PlaceOrder/1/1')).toBe(chance(7, 'PlaceOrder/1/1'));
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let random = 0; random < 20_000; random++) {
      const drawn = Math.floor(chance(random, 'PlaceOrder/1/1') * 10);
      tenths[drawn] = (tenths[drawn] as number) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('tells apart what is drawn in the same decision', () => {
    const drawn = Array.from({ length: 1000 }, (_, visit) => chance(7, `PlaceOrder/${visit}/1`));
    expect(new Set(drawn).size).toBe(1000);
  });
});

describe('shortHash', () => {
  it('has no two alike among many neighbours, in the letters that a token takes', () => {
    const hashes = Array.from({ length: 20_000 }, (_, i) => shortHash(`nonce/F/1/${i}/PlaceOrder`));
    expect(new Set(hashes).size).toBe(20_000);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-z]+$/);
  });

  it('is for ever what it was, as tokens that were given out are checked against it', () => {
    expect(shortHash('nonce/F/1/1/PlaceOrder')).toBe('9c7bi91krlao');
    for (let i = 0; i < 20_000; i++) {
      const text = `nonce/F/1/${i}/PlaceOrder`;
      expect(shortHash(text)).toBe(hash32(text, 1).toString(36) + hash32(text, 2).toString(36));
    }
  });
});

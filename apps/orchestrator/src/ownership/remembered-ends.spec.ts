import { describe, expect, it } from '@jest/globals';
import { hashId, RememberedEnds } from './remembered-ends.js';

const HOUR = 3_600_000;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('remembered ends', () => {
  it('know every id that ended and no other', () => {
    const ends = new RememberedEnds(24);
    for (let i = 0; i < 20_000; i++) ends.add(hashId(`signup:order-${i}`), HOUR * 100);
    expect(range(0, 20_000).every((i) => ends.has(`signup:order-${i}`))).toBe(true);
    expect(range(20_000, 60_000).some((i) => ends.has(`signup:order-${i}`))).toBe(false);
  });

  it('forget whole hours behind the window', () => {
    const ends = new RememberedEnds(2);
    ends.add(hashId('old'), HOUR * 10);
    ends.add(hashId('young'), HOUR * 12);
    expect(ends.forget(HOUR * 13)).toEqual([10]);
    expect([ends.has('old'), ends.has('young')]).toEqual([false, true]);
  });

  it('give back what they hold, so that it can be checkpointed', () => {
    const ends = new RememberedEnds(24);
    for (let i = 0; i < 1_000; i++) ends.add(hashId(`a:${i}`), HOUR);
    const copy = new RememberedEnds(24);
    for (const [hour, ids] of ends.entries()) for (const id of ids) copy.add(id, hour * HOUR);
    for (let i = 0; i < 1_000; i++) expect(copy.has(`a:${i}`)).toBe(true);
  });
});

describe('the hash of an id', () => {
  it('has no collision among 200,000 ids that look alike', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 200_000; i++) seen.add(hashId(`signup:order-${i}`).join());
    expect(seen.size).toBe(200_000);
  });
});

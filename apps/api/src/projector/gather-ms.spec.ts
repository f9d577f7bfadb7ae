import { describe, expect, it } from '@jest/globals';
import { gatherMs } from './gather-ms.js';

/** Milliseconds of the n-th batch at a steady rate, when writing takes no time. */
const settlesAt = (decisionsPerSecond: number): number => {
  let ms = gatherMs(0);
  for (let batch = 0; batch < 50; batch++) ms = gatherMs((decisionsPerSecond * ms) / 1_000);
  return ms;
};

describe('how long the projector gathers', () => {
  it('given a few decisions a second, it stays short; given thousands, it grows to its limit', () => {
    expect([0, 10, 900].map(settlesAt)).toEqual([20, 20, 20]);
    expect([1_500, 19_000].map(settlesAt)).toEqual([200, 200]);
  });

  it('given a backlog, it goes on at once', () => {
    expect(gatherMs(4_000)).toBe(0);
  });
});

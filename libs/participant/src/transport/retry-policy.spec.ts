import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RETRY, pauseAfter, textOf } from './retry-policy.js';

describe('a handler that threw', () => {
  it('is run again after growing pauses, and not for ever', () => {
    const pauses = [1, 2, 3].map((run) => pauseAfter(run, Infinity, 0, DEFAULT_RETRY));
    expect(pauses).toEqual([50, 200, undefined]);
  });

  it('is not run again where the engine would have stopped waiting', () => {
    expect(pauseAfter(1, 1_000, 951, DEFAULT_RETRY)).toBeUndefined();
    expect(pauseAfter(1, 1_000, 900, DEFAULT_RETRY)).toBe(50);
  });

  it('may have thrown anything', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect([new TypeError('no'), 'a text', { code: 7 }, undefined, circle].map(textOf)).toEqual([
      'TypeError: no',
      'a text',
      '{"code":7}',
      'undefined',
      '[object Object]',
    ]);
  });
});

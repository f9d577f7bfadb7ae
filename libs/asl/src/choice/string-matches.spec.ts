import { describe, expect, it } from '@jest/globals';
import { stringMatches } from './string-matches.js';

describe('StringMatches', () => {
  it.each<[boolean, string, string]>([
    [true, 'log-2024.txt', 'log-*.txt'],
    [true, 'log-.txt', 'log-*.txt'],
    [false, 'log-2024.csv', 'log-*.txt'],
    [true, '', '*'],
    [true, '', ''],
    [false, 'a', ''],
    [true, 'abcabc', '*abc'],
    [true, 'a.b.c', '*.*'],
    [false, 'abc', '*.*'],
    [true, 'a*b', 'a\\*b'],
    [false, 'axb', 'a\\*b'],
    [true, 'a\\b', 'a\\\\b'],
    [true, 'a\\xyz', 'a\\\\*'],
    [true, 'zebra.log', 'z*a.l*g'],
    [false, 'ABC', 'abc'],
    [true, 'a.c', 'a.c'],
    [false, 'abc', 'a.c'],
    [true, 'line\nbreak', 'line*break'],
  ])('answers %s for %j and %j', (expected, text, pattern) => {
    expect(stringMatches(text, pattern)).toBe(expected);
  });

  it('takes bounded time for a pattern made to take long', () => {
    expect(stringMatches('a'.repeat(20_000), `${'*a'.repeat(200)}*b`)).toBe(false);
  });
});

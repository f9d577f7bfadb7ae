import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseTimestamp } from './timestamp.js';

describe('a timestamp', () => {
  it.each<[string, number | undefined]>([
    ['1970-01-01T00:00:00Z', 0],
    ['2016-03-14T01:59:00Z', 1_457_920_740_000],
    ['2016-03-14T02:59:00+01:00', 1_457_920_740_000],
    ['2016-03-13T20:29:00-05:30', 1_457_920_740_000],
    ['2016-03-14T01:59:00.5Z', 1_457_920_740_500],
    ['1969-12-31T23:59:59Z', -1_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000],
    ['1900-02-29T00:00:00Z', undefined],
    ['2016-03-14T01:59:00', undefined],
    ['2016-03-14', undefined],
    ['2016-03-14 01:59:00Z', undefined],
    ['2016-03-14t01:59:00z', undefined],
    ['2016-13-05T21:29:29Z', undefined],
    ['2016-12-05T25:29:29Z', undefined],
    ['2016-04-31T00:00:00Z', undefined],
    ['05-12-2016T21:29:29Z', undefined],
    ['2016-03-14T01:59:60Z', undefined],
    ['', undefined],
  ])('%s is %s', (text, moment) => {
    expect(parseTimestamp(text)).toBe(moment);
  });

  it('is the same moment for us as for the platform', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(moments, (date) => parseTimestamp(date.toISOString()) === date.getTime()));
  });
});

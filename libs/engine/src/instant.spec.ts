import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf } from './instant.js';

describe('instantOf', () => {
  it('is what the platform writes, for every time between the years 0 and 9999', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(instantOf(date.getTime())).toBe(date.toISOString());
        },
      ),
    );
    for (const day of ['2000-02-29', '1900-02-28', '2100-03-01', '1970-01-01', '1969-12-31'])
      expect(instantOf(Date.parse(day))).toBe(`${day}T00:00:00.000Z`);
  });
});

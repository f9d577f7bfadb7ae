import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json } from '../machine.js';
import { sizeOf } from './size-of.js';

const bytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

describe('the size of a value', () => {
  it('is that of its JSON, in bytes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => sizeOf(value as Json) === bytes(value as Json)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => sizeOf(text) === bytes(text)));
    expect(sizeOf('\ud800')).toBe(bytes('\ud800'));
    expect(sizeOf({ a: ['\u0001"\\\n€😀', -0.5, true, null] })).toBe(
      bytes({ a: ['\u0001"\\\n€😀', -0.5, true, null] }),
    );
  });

  it('is not counted beyond what was asked for', () => {
    let doubled: Json = 'x'.repeat(1_000);
    for (let level = 0; level < 50; level++) doubled = [doubled, doubled];
    expect(sizeOf(doubled, 10_000)).toBeGreaterThan(10_000);
  });
});

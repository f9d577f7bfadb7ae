import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OpenOffsets } from './offsets.js';

describe('the offset to commit', () => {
  it('is behind the last record when all are answered', () => {
    const offsets = new OpenOffsets();
    for (const offset of [5, 6, 9]) offsets.add(offset);
    for (const offset of [9, 5, 6]) offsets.done(offset);
    expect(offsets.toCommit).toBe(10);
  });

  it('stays at the oldest record that is open, whatever is answered behind it', () => {
    const offsets = new OpenOffsets();
    for (const offset of [5, 6, 7]) offsets.add(offset);
    offsets.done(6);
    offsets.done(7);
    expect(offsets.toCommit).toBe(5);
  });

  it('is never behind an open record, though records come again in between', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('add', 'done'), fc.integer({ min: 0, max: 20 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (sequence) => {
        const offsets = new OpenOffsets();
        const open = new Set<number>();
        for (const [what, offset] of sequence) {
          offsets[what](offset);
          if (what === 'add') open.add(offset);
          else open.delete(offset);
          if (open.size > 0) expect(offsets.toCommit).toBe(Math.min(...open));
        }
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DueTimes } from './due-times.js';

describe('due times', () => {
  it('gives what is due, the earliest first', () => {
    const due = new DueTimes();
    const times = new Map([
      ['a', 30],
      ['b', 10],
      ['c', 20],
    ]);
    for (const [entity, at] of times) due.set(entity, at);
    expect(due.next).toBe(10);
    expect(due.take(20, 10, (entity) => times.get(entity))).toEqual(['b', 'c']);
    expect(due.next).toBe(30);
  });

  it('asks an entry that comes too early what it waits for now', () => {
    const due = new DueTimes();
    due.set('a', 10);
    expect(due.take(10, 10, () => 50)).toEqual([]);
    expect(due.next).toBe(50);
  });

  it('forgets what is over', () => {
    const due = new DueTimes();
    due.set('a', 10);
    due.set('a', undefined);
    expect(due.take(10, 10, () => undefined)).toEqual([]);
  });

  it('misses nothing and gives nothing early, whatever is set in whatever order', () => {
    const change = fc.record({
      entity: fc.constantFrom('a', 'b', 'c'),
      at: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 0, max: 60 }), (changes, now) => {
        const due = new DueTimes();
        const truth = new Map<string, number>();
        for (const { entity, at } of changes) {
          due.set(entity, at);
          if (at === undefined) truth.delete(entity);
          else truth.set(entity, at);
        }
        const taken = due.take(now, 100, (entity) => truth.get(entity));
        const wanted = [...truth].filter(([, at]) => at <= now).map(([entity]) => entity);
        expect(taken.toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });
});

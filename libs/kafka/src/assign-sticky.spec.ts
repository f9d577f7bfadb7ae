import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assignSticky, type MemberClaim } from './assign-sticky.js';

const partitions = (count: number) => Array.from({ length: count }, (_, partition) => ({ topic: 't', partition }));
const claims = fc.array(fc.record({ owned: fc.uniqueArray(fc.nat(15)), since: fc.nat(5) }), {
  minLength: 1,
  maxLength: 5,
});
const members = (drawn: readonly { owned: number[]; since: number }[]): MemberClaim[] =>
  drawn.map(({ owned, since }, i) => ({
    memberId: `m${i}`,
    since,
    owned: owned.map((partition) => ({ topic: 't', partition })),
  }));

describe('assignSticky', () => {
  it('gives each partition to exactly one member, and no member two more than another', () => {
    fc.assert(
      fc.property(claims, fc.integer({ min: 0, max: 16 }), (drawn, count) => {
        const shares = Array.from(assignSticky(members(drawn), partitions(count)).values());
        const given = shares.flat().map(({ partition }) => partition);
        expect(given.sort((a, b) => a - b)).toEqual(partitions(count).map(({ partition }) => partition));
        const sizes = shares.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('moves nothing when nobody came or went', () => {
    fc.assert(
      fc.property(claims, (drawn) => {
        const once = assignSticky(members(drawn), partitions(12));
        const again = Array.from(once, ([memberId, owned]) => ({ memberId, owned, since: 1 }));
        expect(assignSticky(again, partitions(12))).toEqual(once);
      }),
    );
  });

  it('moves only what a new member needs', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((memberId, i) => ({
      memberId,
      since: 1,
      owned: i === 2 ? [] : partitions(12).filter(({ partition }) => partition % 2 === i),
    }));
    const assigned = assignSticky([a!, b!, c!], partitions(12));
    const kept = (m: MemberClaim) =>
      assigned.get(m.memberId)!.filter(({ partition }) => m.owned.some((o) => o.partition === partition));
    expect([kept(a!).length, kept(b!).length, assigned.get('c')!.length]).toEqual([4, 4, 4]);
  });

  it('believes the later of two that claim the same partition', () => {
    const zombie = { memberId: 'a', since: 1, owned: partitions(2) };
    const owner = { memberId: 'b', since: 2, owned: [{ topic: 't', partition: 1 }] };
    expect(assignSticky([zombie, owner], partitions(2)).get('b')).toEqual(owner.owned);
  });
});

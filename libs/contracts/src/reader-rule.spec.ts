import { describe, expect, it } from '@jest/globals';
import { follow, NOBODY, type Current, type LogRecord } from './index.js';

const owner = (epoch: number, owner: string): LogRecord => ({ type: 'Owner', epoch, owner });
const decision = (epoch: number, owner: string, seq: number): LogRecord => ({
  epoch,
  owner,
  seq,
  nextInbox: 0,
  at: '2026-11-23T10:00:00.000Z',
  entity: 'signup:a',
  events: [],
});

/** Which of the records count. */
function counting(records: readonly LogRecord[]): boolean[] {
  let current: Current = NOBODY;
  return records.map((record) => {
    const behind = follow(current, record);
    if (behind) current = behind;
    return behind !== undefined;
  });
}

describe('the reader’s rule', () => {
  it('R2: a marker with a higher epoch becomes current, any other marker is void', () => {
    expect(counting([owner(1, 'a'), owner(1, 'b'), owner(3, 'c'), owner(2, 'd')])).toEqual([true, false, true, false]);
  });

  it('R3: decisions count in the order of their numbers, without a hole', () => {
    const log = [owner(1, 'a'), decision(1, 'a', 1), decision(1, 'a', 2), decision(1, 'a', 4), decision(1, 'a', 3)];
    expect(counting(log)).toEqual([true, true, true, false, true]);
  });

  it('R3: an append that landed twice counts once', () => {
    const log = [owner(1, 'a'), decision(1, 'a', 1), decision(1, 'a', 2), decision(1, 'a', 1), decision(1, 'a', 2)];
    expect(counting(log)).toEqual([true, true, true, false, false]);
  });

  it('R3: a zombie’s last words are void', () => {
    const log = [owner(1, 'a'), decision(1, 'a', 1), owner(2, 'b'), decision(1, 'a', 2), decision(2, 'b', 1)];
    expect(counting(log)).toEqual([true, true, true, false, true]);
  });

  it('R3: a decision of the same epoch by another owner is void', () => {
    expect(counting([owner(1, 'a'), owner(1, 'b'), decision(1, 'b', 1), decision(1, 'a', 1)])).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('R1: before any marker nothing counts', () => {
    expect(counting([decision(1, 'a', 1), decision(1, '', 1)])).toEqual([false, false]);
  });
});

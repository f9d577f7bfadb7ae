import { describe, expect, it } from '@jest/globals';
import { deadLetter } from './dead-letters.js';

describe('a dead letter', () => {
  it('is the original, byte for byte, with why, where and when', () => {
    const bytes = Buffer.from([0, 255, 123]);
    const original = {
      topic: 'backstep.inbox',
      partition: 3,
      offset: 42,
      timestamp: 1,
      key: bytes,
      value: bytes,
      headers: { traceparent: Buffer.from('00-1'), none: undefined },
    };
    const why = { error: 'InvalidJson', reason: 'Unexpected token at 0.' };
    const letter = deadLetter(original, why, 'backstep.dead-letters', Date.UTC(2026, 10, 23, 10));
    expect(letter).toEqual({
      topic: 'backstep.dead-letters',
      key: bytes,
      value: bytes,
      headers: {
        traceparent: Buffer.from('00-1'),
        'x-error': 'InvalidJson',
        'x-reason': 'Unexpected token at 0.',
        'x-topic': 'backstep.inbox',
        'x-partition': '3',
        'x-offset': '42',
        'x-at': '2026-11-23T10:00:00.000Z',
      },
    });
  });
});

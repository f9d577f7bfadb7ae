import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, executionId, namesIn, readTaskToken, segment, writeTaskToken } from './index.js';

describe('ids', () => {
  it('join a machine and a name, and part them again', () => {
    expect(namesIn(executionId('signup', 'order-4711'))).toEqual({ stateMachine: 'signup', name: 'order-4711' });
    expect(namesIn('signup')).toBeUndefined();
    expect(namesIn(':x')).toBeUndefined();
  });

  it('name a command after its visit and leg', () => {
    expect(commandId('signup:a', { state: 'PlaceOrder', visit: 1 }, 'F')).toBe('signup:a/PlaceOrder/1/F');
  });

  it('keep a state’s plain name as it is, and escape what paths are made of', () => {
    expect(segment('Place order — Übersee')).toBe('Place order — Übersee');
    expect(segment('a/b.c[0]%')).toBe('a%2Fb%2Ec%5B0%5D%25');
  });

  it('a task token says again what was written into it, whatever the state is called', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }),
        fc.integer({ min: 1, max: 999 }),
        (name, n) => {
          const token = {
            execution: 'signup:order-1',
            state: segment(name),
            visit: n,
            leg: 'C' as const,
            attempt: n,
            check: 'a1b2',
          };
          expect(readTaskToken(writeTaskToken(token))).toEqual(token);
        },
      ),
    );
  });

  it.each(['', 'x', 'a/b/c/d/e/f', 'signup:a/S/0/F/1/ab', 'signup:a/S/1/X/1/ab', '__proto__'])(
    '%j is no token',
    (text) => {
      expect(readTaskToken(text)).toBeUndefined();
    },
  );
});

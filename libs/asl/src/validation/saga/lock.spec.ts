import { describe } from '@jest/globals';
import { step, chain, finds, type Fields } from '../../testing/chains.js';

const lock = (Lock: unknown): Fields => chain(step({ Lock }));

describe('a Lock (R16)', () => {
  finds([
    ['has a key', lock({ Key: 'stock', Policy: 'WAIT', TimeoutSeconds: 5 }), []],
    ['has a key by a path', lock({ KeyPath: '$.id', Policy: 'FAIL_FAST' }), []],
    ['has a key by JSONata', { QueryLanguage: 'JSONata', ...lock({ Key: '{% $states.input.id %}' }) }, []],
    ['without a key locks nothing', lock({}), ['LOCK_KEY $.States.A.Lock']],
    ['has one key', lock({ Key: 'a', KeyPath: '$.a' }), ['LOCK_KEY $.States.A.Lock']],
    ['knows its policies', lock({ Key: 'a', Policy: 'NEVER' }), ['WRONG_VALUE $.States.A.Lock.Policy']],
    [
      'that never waits needs no time-out',
      lock({ Key: 'a', Policy: 'FAIL_FAST', TimeoutSeconds: 5 }),
      ['LOCK_NEVER_WAITS $.States.A.Lock.TimeoutSeconds'],
    ],
  ]);
});

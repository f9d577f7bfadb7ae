import { describe } from '@jest/globals';
import { undo, step, undone, chain, block, parallel, finds, type Fields } from '../../testing/chains.js';

const within = (state: Fields): Fields => ({ ...chain(state), TimeoutSeconds: 60 });

describe('a time-out beyond that of the machine', () => {
  finds([
    ['is warned about', within(step({ TimeoutSeconds: 60 })), ['TIMEOUT_BEYOND_MACHINE $.States.A.TimeoutSeconds']],
    ['is fine below', within(step({ TimeoutSeconds: 59 })), []],
    [
      'is warned about for a Wait',
      within({ Type: 'Wait', Seconds: 90 }),
      ['TIMEOUT_BEYOND_MACHINE $.States.A.Seconds'],
    ],
    [
      'is warned about for a Lock',
      within(step({ Lock: { Key: 'a', TimeoutSeconds: 90 } })),
      ['TIMEOUT_BEYOND_MACHINE $.States.A.Lock.TimeoutSeconds'],
    ],
    [
      'is warned about in a branch',
      within(parallel([block('X', step({ TimeoutSeconds: 61 }))])),
      ['TIMEOUT_BEYOND_MACHINE $.States.A.Branches[0].States.X.TimeoutSeconds'],
    ],
    [
      'is fine for an undo, which runs shielded (R7)',
      within(undone({ Compensate: { ...undo, TimeoutSeconds: 90 } })),
      [],
    ],
  ]);
});

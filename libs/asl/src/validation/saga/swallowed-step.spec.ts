import { describe } from '@jest/globals';
import { step, undone, chain, block, parallel, pass, all, finds } from '../../testing/chains.js';

describe('a Catcher that swallows a step (R15)', () => {
  finds([
    ['is warned about', chain(undone(all('B')), pass), ['STEP_SWALLOWED $.States.A.Catch[0]']],
    ['is fine where it undoes the scope', chain(undone(all('B', { Compensate: 'SCOPE' })), pass), []],
    ['is fine where it leads to a failure', chain(undone({ ...all('B'), End: true }), { Type: 'Fail' }), []],
    [
      'is fine where the error means that nothing happened',
      chain(undone({ Catch: [{ ErrorEquals: ['OutOfStock'], Next: 'B' }] }), pass),
      [],
    ],
    ['is fine for a step without undo', chain(step(all('B')), pass), []],
    [
      'is warned about for a state that holds steps, whatever the error',
      chain(parallel([block('X', undone())], { Catch: [{ ErrorEquals: ['E'], Next: 'B' }] }), pass),
      ['STEP_SWALLOWED $.States.A.Catch[0]'],
    ],
    [
      'only says SCOPE',
      chain(undone(all('B', { Compensate: 'ALL' })), pass),
      ['WRONG_VALUE $.States.A.Catch[0].Compensate'],
    ],
  ]);
});

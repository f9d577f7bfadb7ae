import { describe } from '@jest/globals';
import { chain, parallel, pass, finds, type Fields } from '../../testing/chains.js';

const choice = (Default: string): Fields => ({
  Type: 'Choice',
  Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }],
  Default,
});

describe('a loop', () => {
  finds([
    ['that can be left is fine', chain(pass, choice('C'), { Type: 'Succeed' }), []],
    [
      'that never ends is warned about where it is entered',
      chain(choice('C'), { Type: 'Pass', Next: 'B' }, { Type: 'Succeed' }),
      ['ENDLESS_LOOP $.States.B'],
    ],
    ['of everything is said of the whole', chain(pass, { Type: 'Pass', Next: 'A' }), ['NO_TERMINAL_STATE $.States']],
    [
      'in a branch is found',
      chain(parallel([{ StartAt: 'X', States: { X: { Type: 'Pass', Next: 'X' } } }])),
      ['NO_TERMINAL_STATE $.States.A.Branches[0].States'],
    ],
  ]);
});

import { expect, it } from '@jest/globals';
import { notRunYet } from './not-run-yet.js';

const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };

it('finds what no execution does yet, wherever it stands', () => {
  const each = { Type: 'Map', ItemProcessor: pass, ItemReader: {}, End: true };
  const machine = {
    StartAt: 'A',
    States: {
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: each } }], Next: 'C' },
      C: { Type: 'Map', ItemProcessor: pass, ResultWriter: {}, End: true },
    },
  };
  expect(notRunYet(machine).map(({ path }) => path)).toEqual([
    '$.States.A.Branches[0].States.B.ItemReader',
    '$.States.C.ResultWriter',
  ]);
  expect(notRunYet(pass)).toEqual([]);
});

it('takes anything', () => {
  for (const odd of [null, 1, [], { States: [] }, { States: { A: null, B: { Branches: 1, ItemProcessor: [] } } }])
    expect(notRunYet(odd)).toEqual([]);
});

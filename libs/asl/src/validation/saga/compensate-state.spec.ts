import { describe, expect, it } from '@jest/globals';
import { all, block, chain, finds, map, parallel, pass, step, undone, type Fields } from '../../testing/chains.js';
import { validate } from '../validate.js';

const compensate = (more: Fields = {}): Fields => ({ Type: 'Compensate', ...more });

describe('a Compensate state', () => {
  finds([
    ['behind a step that can be undone may be', chain(undone(), compensate(), step({ SagaRole: 'READ_ONLY' })), []],
    ['may name that step', chain(undone(), compensate({ State: 'A' })), []],
    ['may name a state that holds steps', chain(map(block('X', undone())), compensate({ State: 'A' })), []],
    [
      'goes on or ends',
      { StartAt: 'A', States: { A: undone({ Next: 'B' }), B: compensate() } },
      ['NO_TERMINAL_STATE $.States', 'NEXT_OR_END $.States.B'].reverse(),
    ],
    [
      'neither retries nor catches: its undos do that, and a person',
      chain(undone(), compensate({ Retry: [], Catch: [] })),
      ['UNKNOWN_FIELD $.States.B.Retry', 'UNKNOWN_FIELD $.States.B.Catch'],
    ],
    [
      'has no undo itself (R18)',
      chain(undone(), compensate({ Compensate: { Resource: 'kafka:a.b' } })),
      ['UNKNOWN_FIELD $.States.B.Compensate'],
    ],
    [
      'names a state beside it, not one within another',
      chain(parallel([block('X', undone())]), compensate({ State: 'X' })),
      ['MISSING_COMPENSATED_STATE $.States.B.State'],
    ],
    [
      'that nothing comes before has no effect',
      chain(compensate(), undone()),
      ['NOTHING_BEFORE_COMPENSATE $.States.A'],
    ],
    [
      'in a branch undoes nothing of what is around it',
      chain(undone(), parallel([block('X', compensate())])),
      ['NOTHING_BEFORE_COMPENSATE $.States.B.Branches[0].States.X'],
    ],
    [
      'that names a state without an undo has no effect',
      chain(undone(), pass, compensate({ State: 'B' })),
      ['NOTHING_BEFORE_COMPENSATE $.States.C.State'],
    ],
    [
      'that names a state which only comes later has no effect',
      chain(compensate({ State: 'B' }), undone()),
      ['NOTHING_BEFORE_COMPENSATE $.States.A.State'],
    ],
    [
      'of a machine in which nothing has an undo: that is said once',
      chain(step(), compensate()),
      ['NOTHING_TO_UNDO $.States.B'],
    ],
    [
      'leads to no circle of its kind',
      chain(undone({ Next: 'B' }), compensate({ Next: 'C' }), compensate({ Next: 'B' }), pass),
      [
        'UNREACHABLE_STATE $.States.D',
        'ENDLESS_LOOP $.States.A',
        'COMPENSATE_CYCLE $.States.B.Next',
        'COMPENSATE_CYCLE $.States.C.Next',
      ],
    ],
    [
      'may lead back to what is tried again',
      chain(undone({ ...all('C'), Next: 'D' }), pass, compensate({ Next: 'A' }), pass),
      ['UNREACHABLE_STATE $.States.B'],
    ],
    [
      'makes a step before it want an undo',
      chain(step(), undone(), compensate(), { Type: 'Succeed' }),
      ['STEP_WITHOUT_UNDO $.States.A'],
    ],
  ]);

  it('is not swallowed: what is caught on its way is undone', () => {
    const swallowed = (undo: Fields) => {
      const caught = undone({ ...all('C'), Next: 'B' });
      const definition = chain(caught, { Type: 'Succeed' }, { ...undo, Next: 'D' }, { Type: 'Succeed' });
      return validate(definition).filter(({ code }) => code === 'STEP_SWALLOWED').length;
    };
    expect([swallowed(pass), swallowed(compensate()), swallowed(compensate({ State: 'A' }))]).toEqual([1, 0, 0]);
    expect(swallowed(compensate({ State: 'B' }))).toBe(1);
  });
});

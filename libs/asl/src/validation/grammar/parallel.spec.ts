import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../testing/problems.js';
import { machineOf } from '../../testing/signup.js';

type Fields = Record<string, unknown>;
const branch = (name: string, more: Fields = {}): Fields => ({
  StartAt: name,
  States: { [name]: { Type: 'Pass', End: true, ...more } },
});
const parallel = (...branches: unknown[]): Fields => machineOf({ Type: 'Parallel', Branches: branches, End: true });
const only = '$.States.Only';

describe('a Parallel state', () => {
  it('takes all that a state with a result has', () => {
    const state = {
      Type: 'Parallel',
      Branches: [branch('A'), { ...branch('B'), Comment: 'c' }],
      InputPath: '$.a',
      Parameters: { 'a.$': '$' },
      ResultSelector: { 'a.$': '$[0]' },
      ResultPath: '$.b',
      OutputPath: '$',
      Assign: { 'x.$': '$' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only', Assign: { x: 1 }, ResultPath: '$.e' }],
      Compensate: { Resource: 'kafka:order.cancel' },
      End: true,
    };
    expect(problemsOf(machineOf(state))).toEqual([]);
  });

  it.each<[what: string, definition: unknown, problem: string]>([
    ['has branches', machineOf({ Type: 'Parallel', End: true }), `MISSING_FIELD ${only}`],
    ['has at least one branch', parallel(), `EMPTY_LIST ${only}.Branches`],
    ['has objects for branches', parallel(5), `WRONG_TYPE ${only}.Branches[0]`],
    ['starts each branch', parallel({ States: {} }), `MISSING_FIELD ${only}.Branches[0]`],
    [
      'starts each branch at a state of it',
      parallel({ ...branch('A'), StartAt: 'Only' }),
      `MISSING_TRANSITION_TARGET ${only}.Branches[0].StartAt`,
    ],
    [
      'is not left from within a branch',
      parallel(branch('A', { End: undefined, Next: 'Only' })),
      `MISSING_TRANSITION_TARGET ${only}.Branches[0].States.A.Next`,
    ],
    [
      'checks the states of its branches',
      parallel(branch('A', { Nope: 1 })),
      `UNKNOWN_FIELD ${only}.Branches[0].States.A.Nope`,
    ],
    [
      'has no query language in a branch',
      parallel({ ...branch('A'), QueryLanguage: 'JSONPath' }),
      `UNKNOWN_FIELD ${only}.Branches[0].QueryLanguage`,
    ],
    [
      'has no TimeoutSeconds',
      machineOf({ Type: 'Parallel', Branches: [branch('A')], TimeoutSeconds: 5, End: true }),
      `UNKNOWN_FIELD ${only}.TimeoutSeconds`,
    ],
    [
      'is followed by a state or the end',
      machineOf({ Type: 'Parallel', Branches: [branch('A')] }),
      `NEXT_OR_END ${only}`,
    ],
    [
      'shares no state name between branches',
      parallel(branch('A'), branch('A')),
      `DUPLICATE_STATE_NAME ${only}.Branches[1].States.A`,
    ],
    [
      'shares no state name with what is around it',
      parallel(branch('Only')),
      `DUPLICATE_STATE_NAME ${only}.Branches[0].States.Only`,
    ],
    [
      'is checked at any depth',
      parallel({
        StartAt: 'P',
        States: { P: { Type: 'Parallel', Branches: [branch('A', { End: 'no' })], End: true } },
      }),
      `WRONG_TYPE ${only}.Branches[0].States.P.Branches[0].States.A.End`,
    ],
  ])('%s', (_what, definition, problem) => {
    expect(problemsOf(JSON.parse(JSON.stringify(definition)))).toContain(problem);
  });
});

import { describe } from '@jest/globals';
import { undo, role, chain, block, parallel, map, distributed, pass, all, finds } from '../../testing/chains.js';

describe('the roles of steps (R10)', () => {
  finds([
    [
      'are compensatable, pivot, retriable',
      chain(role('COMPENSATABLE', { Compensate: undo }), role('PIVOT'), role('RETRIABLE')),
      [],
    ],
    [
      'do not have two pivots on a path',
      chain(role('PIVOT'), pass, role('PIVOT')),
      ['SECOND_PIVOT $.States.C.SagaRole'],
    ],
    [
      'have a pivot on each of two paths',
      chain(
        { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }], Default: 'C' },
        role('PIVOT', { End: true }),
        role('PIVOT'),
      ),
      [],
    ],
    [
      'do not pass the pivot twice in a loop',
      chain(
        role('PIVOT'),
        { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'A' }], Default: 'C' },
        { Type: 'Succeed' },
      ),
      ['SECOND_PIVOT $.States.A.SagaRole'],
    ],
    [
      'may try a pivot again that was caught',
      chain(role('PIVOT', all('B')), role('PIVOT')),
      ['SECOND_PIVOT $.States.B.SagaRole'],
    ],
    [
      'may have another pivot where the first has failed',
      chain(role('PIVOT', { ...all('B'), End: true }), role('PIVOT')),
      [],
    ],
    [
      'do not go back after the pivot',
      chain(role('PIVOT'), role('COMPENSATABLE', { Compensate: undo })),
      ['COMPENSATABLE_AFTER_PIVOT $.States.B.SagaRole'],
    ],
    [
      'do not go back in a branch after the pivot',
      chain(role('PIVOT'), parallel([block('X', role('COMPENSATABLE', { Compensate: undo }))])),
      ['COMPENSATABLE_AFTER_PIVOT $.States.B.Branches[0].States.X.SagaRole'],
    ],
    [
      'do not have a pivot in each of two branches',
      chain(parallel([block('X', role('PIVOT')), block('Y', role('PIVOT'))])),
      ['SECOND_PIVOT $.States.A.Branches[1].States.Y.SagaRole'],
    ],
    [
      'do not have a pivot in iterations',
      chain(map(block('X', role('PIVOT')))),
      ['SECOND_PIVOT $.States.A.ItemProcessor.States.X.SagaRole'],
    ],
    [
      'may have one in iterations that are executions',
      chain(map({ ...block('X', role('PIVOT')), ...distributed })),
      [],
    ],
    [
      'count the pivot within a state for what follows it',
      chain(parallel([block('X', role('PIVOT'))]), role('PIVOT')),
      ['SECOND_PIVOT $.States.B.SagaRole'],
    ],
    ['are not compensatable without undo', chain(role('COMPENSATABLE')), ['ROLE_WITHOUT_UNDO $.States.A.SagaRole']],
    [
      'of what is never undone need no undo',
      chain(role('PIVOT', { Compensate: undo })),
      ['UNUSED_UNDO $.States.A.Compensate'],
    ],
    ['are known', chain(role('MAYBE')), ['WRONG_VALUE $.States.A.SagaRole']],
  ]);
});

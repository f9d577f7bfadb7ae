import { describe } from '@jest/globals';
import { undo, step, undone, role, chain, block, parallel, map, pass, finds } from '../../testing/chains.js';

describe('a step without undo, where others have one (R18)', () => {
  finds([
    ['is warned about', chain(step(), undone()), ['STEP_WITHOUT_UNDO $.States.A']],
    ['is left alone where it is the last', chain(undone(), step()), []],
    ['is left alone where nothing has an undo', chain(step(), step()), []],
    ['is left alone where its role says why', chain(role('READ_ONLY'), undone(), pass), []],
    [
      'is left alone where its name says that it only looks',
      chain(step({ Resource: 'arn:aws:states:::dynamodb:getItem' }), undone()),
      [],
    ],
    [
      'is left alone where it is an execution that is waited for, which undoes itself (R14)',
      chain(step({ Resource: 'arn:aws:states:::states:startExecution.sync:2' }), undone(), pass),
      [],
    ],
    [
      'is found where nobody waits for that execution',
      chain(step({ Resource: 'arn:aws:states:::states:startExecution' }), undone(), pass),
      ['STEP_WITHOUT_UNDO $.States.A'],
    ],
    ['is found before a Fail', chain(undone(), step(), { Type: 'Fail' }), ['STEP_WITHOUT_UNDO $.States.B']],
    [
      'is found in a branch, as the others can fail',
      chain(parallel([block('X', step()), block('Y', undone())])),
      ['STEP_WITHOUT_UNDO $.States.A.Branches[0].States.X'],
    ],
    [
      'is found in a Map, as other iterations can fail',
      chain(map(block('X', step())), undone()),
      ['STEP_WITHOUT_UNDO $.States.A.ItemProcessor.States.X'],
    ],
    [
      'is found within a state that has an undo as a whole: that one is for when it has completed',
      chain(parallel([block('X', step()), block('Y', pass)], { Compensate: undo })),
      ['STEP_WITHOUT_UNDO $.States.A.Branches[0].States.X'],
    ],
  ]);
});

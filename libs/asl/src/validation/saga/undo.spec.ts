import { describe } from '@jest/globals';
import { undo, step, chain, block, parallel, pass, all, finds, type Fields } from '../../testing/chains.js';

const jsonata = (Arguments: unknown): Fields => ({
  QueryLanguage: 'JSONata',
  ...chain(step({ Compensate: { ...undo, Arguments } })),
});

describe('an undo', () => {
  finds([
    [
      'that reads the output is warned about',
      chain(step({ Compensate: { ...undo, Parameters: { 'id.$': '$.output.id' } } })),
      ["UNDO_NEEDS_OUTPUT $.States.A.Compensate.Parameters['id.$']"],
    ],
    [
      'that reads the output in JSONata too',
      jsonata({ id: '{% $states.result.id %}' }),
      ['UNDO_NEEDS_OUTPUT $.States.A.Compensate.Arguments.id'],
    ],
    ['by either name', jsonata('{% $states.input.output %}'), ['UNDO_NEEDS_OUTPUT $.States.A.Compensate.Arguments']],
    ['that asks whether there is one may', jsonata('{% $exists($states.result) ? $states.result : {} %}'), []],
    ['that reads the input may', jsonata({ id: '{% $states.input.id %}', why: '{% $states.errorOutput %}' }), []],
    [
      'of a whole Parallel has its output: it is only undone once it has completed',
      chain(parallel([block('X', pass)], { Compensate: { ...undo, Parameters: { 'id.$': '$.output[0].id' } } })),
      [],
    ],
    [
      'does not start executions',
      chain(step({ Compensate: { Resource: 'arn:aws:states:::states:startExecution' } })),
      ['UNDO_CANNOT_WAIT $.States.A.Compensate.Resource'],
    ],
    [
      'does not start executions by the SDK',
      chain(step({ Compensate: { Resource: 'arn:aws:states:::aws-sdk:sfn:startExecution' } })),
      ['UNDO_CANNOT_WAIT $.States.A.Compensate.Resource'],
    ],
    [
      'does not wait for a person',
      chain(step({ Compensate: { Resource: 'kafka:order.cancel.waitForTaskToken' } })),
      ['UNDO_CANNOT_WAIT $.States.A.Compensate.Resource'],
    ],
    [
      'is no activity',
      chain(step({ Compensate: { Resource: 'arn:aws:states:eu-west-1:111122223333:activity:x' } })),
      ['UNDO_CANNOT_WAIT $.States.A.Compensate.Resource'],
    ],
    [
      'may be a function',
      chain(step({ Compensate: { Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:x' } })),
      [],
    ],
    [
      'that nothing has is asked for in vain',
      { ...chain(step()), Saga: { OnFailure: 'COMPENSATE' } },
      ['NOTHING_TO_UNDO $.Saga'],
    ],
    [
      'that nothing has is asked for in vain by a Catcher',
      chain(step(all('B', { Compensate: 'SCOPE' })), pass),
      ['NOTHING_TO_UNDO $.States.A.Catch[0].Compensate'],
    ],
  ]);
});

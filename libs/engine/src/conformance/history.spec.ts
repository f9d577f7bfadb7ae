import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent, Json } from '#contracts';
import { InMemoryStepFunctions } from '../testing/conformance/index.js';

/**
 * Histories of branches and iterations that fail, as others read them off AWS: the tests of
 * https://github.com/floci-io/floci/pull/3167. No recorded case has them.
 */
async function historyOf(states: object, input: Json = {}): Promise<string[]> {
  const aws = new InMemoryStepFunctions({ region: 'us-east-1', account: '000000000000' });
  aws.lambdas.set('fails', { name: 'fails', behaviour: 'raise', errorType: 'Lost', errorMessage: 'so it was told' });
  const definition = JSON.stringify({ StartAt: 'P', States: states });
  const made = await aws.call('CreateStateMachine', { name: 'm', definition, roleArn: 'r' });
  if (made.status !== 200) throw new Error(made.message);
  const stateMachineArn = made.body['stateMachineArn'] as string;
  const started = await aws.call('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
  if (started.status !== 200) throw new Error(started.message);
  const told = await aws.call('GetExecutionHistory', { executionArn: started.body['executionArn'] as string });
  if (told.status !== 200) throw new Error(told.message);
  const events = told.body['events'] as unknown as readonly HistoryEvent[];
  return events.slice(1).map(({ id, previousEventId, type }) => `${id} ${previousEventId} ${type}`);
}

const fail = { Type: 'Fail', Error: 'Boom', Cause: 'so it was told' };
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'fails' } };
const missing = { Type: 'Pass', Parameters: { 'm.$': '$.nope' }, End: true };
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
const parallel = (more: object, ...Branches: object[]) => ({ P: { Type: 'Parallel', Branches, End: true, ...more } });

const each = (states: { StartAt: string; States: object }, more: object = {}) => ({
  P: { Type: 'Map', ItemProcessor: states, End: true, ...more },
});

describe('the history of a Parallel state', () => {
  it('says nothing of it where a branch fails at run time', async () => {
    expect(await historyOf(parallel({}, branch('Fast', missing)))).toEqual([
      '2 0 ParallelStateEntered',
      '3 2 ParallelStateStarted',
      '4 3 PassStateEntered',
      '5 4 ExecutionFailed',
    ]);
  });

  it('says that it failed, once it is not tried again', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
    expect(await historyOf(parallel({ Retry }, branch('Boom', fail)))).toEqual([
      '2 0 ParallelStateEntered',
      '3 2 ParallelStateStarted',
      '4 3 FailStateEntered',
      '5 4 ParallelStateStarted',
      '6 5 FailStateEntered',
      '7 6 ParallelStateFailed',
      '8 7 ExecutionFailed',
    ]);
  });

  it('says of a failure of its own that its branches had succeeded', async () => {
    const states = parallel({ ResultSelector: { 'm.$': '$.nope' } }, branch('Ok', { Type: 'Pass', End: true }));
    expect((await historyOf(states)).slice(3)).toEqual([
      '5 4 PassStateExited',
      '6 5 ParallelStateSucceeded',
      '7 6 ExecutionFailed',
    ]);
  });

  it('passes by the Task whose failure ended its branch', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Handled' }];
    const states = { ...parallel({ Catch }, branch('Send', { ...task, End: true })), Handled: { Type: 'Succeed' } };
    expect((await historyOf(states)).slice(2, 9)).toEqual([
      '4 3 TaskStateEntered',
      '5 4 TaskScheduled',
      '6 5 TaskStarted',
      '7 6 TaskFailed',
      '8 7 TaskStateAborted',
      '9 7 ParallelStateFailed',
      '10 9 ParallelStateExited',
    ]);
  });

  it('says what it gave up before it says that it failed', async () => {
    const pause = { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 1, Next: 'Boom' }, Boom: fail } };
    const long = branch('Long', { Type: 'Wait', Seconds: 20, End: true });
    const told = await historyOf(parallel({}, pause, long));
    const from = told.findIndex((line) => line.endsWith('FailStateEntered'));
    expect(told.slice(from)).toEqual([
      '7 6 FailStateEntered',
      '8 7 WaitStateAborted',
      '9 7 ParallelStateFailed',
      '10 9 ExecutionFailed',
    ]);
  });

  it('fails it a second time where a Catch cannot say what to go on with', async () => {
    const states = parallel(
      {
        QueryLanguage: 'JSONata',
        Catch: [{ ErrorEquals: ['States.ALL'], Output: { v: '{% $states.input.missing %}' }, Next: 'Done' }],
      },
      branch('Boom', fail),
    );
    expect((await historyOf({ ...states, Done: { Type: 'Succeed' } })).slice(2)).toEqual([
      '4 3 FailStateEntered',
      '5 4 ParallelStateFailed',
      '6 4 EvaluationFailed',
      '7 6 ParallelStateFailed',
      '8 7 ExecutionFailed',
    ]);
  });
});

describe('the history of a Map', () => {
  it('says nothing of it where an iteration fails at run time', async () => {
    expect(await historyOf(each(branch('Fast', missing), { MaxConcurrency: 1 }), [1, 2])).toEqual([
      '2 0 MapStateEntered',
      '3 2 MapStateStarted',
      '4 3 MapIterationStarted',
      '5 4 PassStateEntered',
      '6 5 ExecutionFailed',
    ]);
  });

  it('says which iterations it gave up, each before the state in it, and then which one failed', async () => {
    const states = {
      StartAt: 'Route',
      States: {
        Route: { Type: 'Choice', Default: 'Long', Choices: [{ Variable: '$', StringEquals: 'fail', Next: 'Pause' }] },
        Pause: { Type: 'Wait', Seconds: 1, Next: 'Boom' },
        Boom: fail,
        Long: { Type: 'Wait', Seconds: 20, End: true },
      },
    };
    const told = await historyOf(each(states), ['long', 'fail']);
    const from = told.findIndex((line) => line.endsWith('FailStateEntered'));
    const id = from + 2;
    expect(told.slice(from + 1)).toEqual([
      `${id + 1} ${id} MapIterationAborted`,
      `${id + 2} ${id} WaitStateAborted`,
      `${id + 3} ${id} MapIterationFailed`,
      `${id + 4} ${id} MapStateFailed`,
      `${id + 5} ${id + 4} ExecutionFailed`,
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  bothDone,
  bounced,
  EPOCH,
  fails,
  given,
  INPUT,
  killed,
  machineOf,
  ofType,
  ORDER,
  refuses,
  signup,
  starts,
  stops,
  succeeds,
  tell,
  time,
  typesOf,
  undone,
  undoSucceeds,
  USER,
} from '../testing/index.js';

describe('R0: the promise', () => {
  it('R0: an execution that fails ends when every effect is undone', async () => {
    const told = await given(signup(), ...bothDone, bounced, undoSucceeds('PlaceOrder'))
      .when(undoSucceeds('CreateUser'))
      .decides(
        { type: 'CompensationSucceeded', state: 'CreateUser', visit: 1, attempt: 1, output: {} },
        { type: 'CompensationCompleted', compensationStatus: 'COMPLETED' },
        { type: 'ExecutionFailed', error: 'Bounced', cause: 'Bounced of Notify' },
      );
    expect(undone(told)).toEqual(['order.cancel', 'user.delete']);
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('R0: an execution that succeeds undoes nothing', async () => {
    const told = await tell(signup(), ...bothDone, succeeds('Notify', {}));
    expect(undone(told)).toEqual([]);
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'NONE' });
  });
});

describe('R1: the trigger', () => {
  it('R1: an error that nobody handles undoes what was done', async () => {
    await given(signup(), ...bothDone)
      .when(bounced)
      .decides(
        {
          type: 'TaskFailed',
          state: 'Notify',
          visit: 1,
          attempt: 1,
          error: 'Bounced',
          cause: 'Bounced of Notify',
          outcome: 'refused',
        },
        {
          type: 'CompensationPlanned',
          status: 'FAILED',
          error: 'Bounced',
          cause: 'Bounced of Notify',
          plan: [
            { state: 'PlaceOrder', visit: 1, resource: 'kafka:order.cancel', because: 'PlaceOrder succeeded' },
            { state: 'CreateUser', visit: 1, resource: 'kafka:user.delete', because: 'CreateUser succeeded' },
          ],
        },
        {
          type: 'CompensationScheduled',
          state: 'PlaceOrder',
          visit: 1,
          attempt: 1,
          resource: 'kafka:order.cancel',
          input: {
            input: { ...INPUT, user: USER },
            output: ORDER,
            error: { Error: 'Bounced', Cause: 'Bounced of Notify' },
          },
          dueAt: EPOCH + 60_000,
        },
      );
  });

  it('R1: a Fail state, a time-out of the execution and a stop do so too', async () => {
    const failing = signup({ states: { PlaceOrder: { Next: 'Broken' } } });
    expect(typesOf(await tell(failing, ...bothDone))).toContain('CompensationPlanned');
    const timing = signup({ TimeoutSeconds: 10 });
    expect(ofType(await tell(timing, ...bothDone, time(10)), 'CompensationTriggered')).toHaveLength(1);
    expect(ofType(await tell(signup(), ...bothDone, stops()), 'CompensationTriggered')).toHaveLength(1);
  });

  it('R1: a path that finds nothing does so too', async () => {
    const machine = signup({ states: { Notify: { InputPath: '$.no' } } });
    const told = await tell(machine, ...bothDone);
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([{ error: 'States.Runtime' }]);
  });

  it('R1: an error that is caught or retried undoes nothing', async () => {
    const caught = signup({ states: { Notify: { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] } } });
    expect((await tell(caught, ...bothDone, bounced)).execution).toMatchObject({ status: 'SUCCEEDED' });
    const retried = signup({ states: { Notify: { Retry: [{ ErrorEquals: ['States.ALL'] }] } } });
    expect(typesOf(await tell(retried, ...bothDone, bounced)).at(-1)).toBe('RetryScheduled');
  });

  it('R1: the state machine may say NONE, for each way of ending on its own', async () => {
    const none = signup({ TimeoutSeconds: 10, Saga: { OnFailure: 'NONE', OnAbort: 'NONE', OnTimeout: 'NONE' } });
    await given(none, ...bothDone)
      .when(bounced)
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed', error: 'Bounced' });
    await given(none, ...bothDone)
      .when(stops())
      .decides({ type: 'ExecutionAborted' });
    await given(none, ...bothDone)
      .when(time(10))
      .decides({ type: 'ExecutionTimedOut', error: 'States.Timeout' });
  });

  it('R1: what it says of one way of ending says nothing of the others', async () => {
    const but = (policy: object) => signup({ TimeoutSeconds: 10, Saga: policy });
    const triggered = { type: 'CompensationTriggered' } as const;
    await given(but({ OnFailure: 'NONE', OnAbort: 'NONE' }), ...bothDone)
      .when(time(10))
      .decidesLike(triggered);
    await given(but({ OnFailure: 'NONE', OnTimeout: 'NONE' }), ...bothDone)
      .when(stops())
      .decidesLike(triggered);
    await given(but({ OnAbort: 'NONE', OnTimeout: 'NONE' }), ...bothDone)
      .when(bounced)
      .decidesLike({ type: 'TaskFailed' }, { type: 'CompensationPlanned' }, { type: 'CompensationScheduled' });
  });

  it('R1: a stop may say otherwise than the state machine, and a kill ends at once', async () => {
    const none = signup({ Saga: { OnAbort: 'NONE' } });
    await given(none, ...bothDone)
      .when(stops({ undo: true }))
      .decidesLike({ type: 'CompensationTriggered', status: 'ABORTED' });
    const told = await given(signup(), ...bothDone)
      .when(killed())
      .decides({ type: 'ExecutionAborted' });
    expect(told.execution).toMatchObject({ status: 'ABORTED', compensationStatus: 'NONE' });
  });

  it('R1: a state machine that says nothing of undo is as on AWS', async () => {
    const plain = machineOf({
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: 'kafka:a.b', End: true } },
    });
    await given(plain, starts())
      .when(stops({ error: 'Operator', cause: 'enough', undo: true }))
      .decides({ type: 'ExecutionAborted', error: 'Operator', cause: 'enough' });
    await given(plain, starts()).when(fails('T')).decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed' });
  });

  it('R1: where there is nothing to undo it ends at once, with no word of compensation', async () => {
    const told = await given(signup(), starts(INPUT))
      .when(refuses('CreateUser'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed' });
    expect(told.execution).toMatchObject({ compensationStatus: 'NONE' });
  });
});

describe('R15: a catch goes on', () => {
  it('R15: steps before it stay, and are undone if the execution fails later', async () => {
    const machine = signup({
      states: { PlaceOrder: { Catch: [{ ErrorEquals: ['OutOfStock'], ResultPath: '$.e', Next: 'Notify' }] } },
    });
    const told = await tell(
      machine,
      starts(INPUT),
      succeeds('CreateUser', USER),
      refuses('PlaceOrder', 'OutOfStock'),
      bounced,
    );
    expect(undone(told)).toEqual(['user.delete']);
  });
});

describe('a person’s word', () => {
  it('stands in what is decided when an execution is stopped, and is no part of its problem', async () => {
    const word = { by: 'ada', why: 'the customer called' };
    await given(signup(), starts(INPUT))
      .when(stops({ ...word, error: 'Called', undo: false }))
      .decides({ type: 'ExecutionAborted', error: 'Called', ...word });
    const told = await tell(signup(), ...bothDone, stops(word));
    expect(ofType(told, 'CompensationTriggered')).toMatchObject([word]);
    expect(told.execution).toMatchObject({ undoing: { problem: {} } });
  });
});

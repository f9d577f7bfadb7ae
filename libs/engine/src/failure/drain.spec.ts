import { describe, expect, it } from '@jest/globals';
import { compensationStatusOf, nextDue } from '../index.js';
import {
  at,
  bothDone,
  bounced,
  fails,
  given,
  INPUT,
  machineOf,
  ORDER,
  refuses,
  seconds,
  signup,
  starts,
  stops,
  succeeds,
  time,
  undone,
  undoSucceeds,
  USER,
} from '../testing/index.js';

describe('R4: drain, then unwind', () => {
  it('R4: a stop waits for what is out, at most until its own deadline', async () => {
    const told = await given(signup(), ...bothDone)
      .when(at(5, stops({ error: 'Operator', cause: 'called off' })))
      .decides({
        type: 'CompensationTriggered',
        status: 'ABORTED',
        error: 'Operator',
        cause: 'called off',
        drainUntil: seconds(30),
      });
    expect(compensationStatusOf(told.execution)).toBe('IN_PROGRESS');
    expect(nextDue(told.execution)).toBe(seconds(30));
  });

  it('R4: or for CancelTimeoutSeconds', async () => {
    const machine = signup({ Saga: { CancelTimeoutSeconds: 7 } });
    const told = await given(machine, ...bothDone)
      .when(stops())
      .decidesLike({ type: 'CompensationTriggered', drainUntil: seconds(7) });
    expect(nextDue(told.execution)).toBe(seconds(7));
  });

  it('R4: an answer in the meantime counts, leads nowhere else, and the undo begins', async () => {
    const past = [starts(INPUT), succeeds('CreateUser', USER), stops()] as const;
    const told = await given(signup(), ...past)
      .when(at(3, succeeds('PlaceOrder', ORDER)))
      .decidesLike(
        { type: 'TaskSucceeded', output: ORDER },
        { type: 'CompensationPlanned', status: 'ABORTED', plan: [{ state: 'PlaceOrder' }, { state: 'CreateUser' }] },
        { type: 'CompensationScheduled', state: 'PlaceOrder', input: { output: ORDER, error: { Error: 'ABORTED' } } },
      );
    expect(told.commands).toHaveLength(3);
  });

  it('R4: a refusal in the meantime leaves nothing to undo of it', async () => {
    await given(signup(), starts(INPUT), succeeds('CreateUser', USER), stops())
      .when(refuses('PlaceOrder'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'CompensationPlanned', plan: [{ state: 'CreateUser' }] },
        { type: 'CompensationScheduled' },
      );
    const told = await given(signup(), starts(INPUT), stops())
      .when(refuses('CreateUser'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionAborted' });
    expect(told.execution).toMatchObject({ compensationStatus: 'NONE' });
  });

  it('R4: what has not answered by then is unknown', async () => {
    const machine = signup({ Saga: { CancelTimeoutSeconds: 7 } });
    await given(machine, starts(INPUT), succeeds('CreateUser', USER), stops())
      .when(time(7))
      .decidesLike(
        {
          type: 'CompensationPlanned',
          plan: [
            { state: 'PlaceOrder', because: "PlaceOrder's outcome is unknown: it has not answered yet" },
            { state: 'CreateUser' },
          ],
        },
        { type: 'CompensationScheduled', state: 'PlaceOrder' },
      );
  });

  it('R4: silence ends the waiting as it would have ended the attempt', async () => {
    const machine = signup({ states: { PlaceOrder: { HeartbeatSeconds: 5 } } });
    await given(machine, starts(INPUT), succeeds('CreateUser', USER), stops())
      .when(time(5.5))
      .decidesLike(
        { type: 'TaskTimedOut', error: 'States.HeartbeatTimeout' },
        { type: 'CompensationPlanned' },
        { type: 'CompensationScheduled' },
      );
  });

  it('R4: between two attempts nothing is out, so nothing is waited for', async () => {
    const machine = signup({ states: { PlaceOrder: { Retry: [{ ErrorEquals: ['States.ALL'] }] } } });
    await given(machine, starts(INPUT), succeeds('CreateUser', USER), fails('PlaceOrder'))
      .when(stops())
      .decidesLike(
        { type: 'CompensationPlanned', plan: [{ state: 'PlaceOrder' }, { state: 'CreateUser' }] },
        { type: 'CompensationScheduled' },
      );
  });

  it('R4: nor while the execution waits', async () => {
    const machine = machineOf({
      StartAt: 'A',
      States: {
        A: { Type: 'Task', Resource: 'kafka:a.b', Compensate: { Resource: 'kafka:a.c' }, Next: 'W' },
        W: { Type: 'Wait', Seconds: 100, End: true },
      },
    });
    const told = await given(machine, starts(), succeeds('A'))
      .when(stops())
      .decidesLike({ type: 'CompensationPlanned' }, { type: 'CompensationScheduled' });
    expect(nextDue(told.execution)).toBe(seconds(60));
  });

  it('R4: a success that comes when its undo is planned gives it the output, and revives nothing', async () => {
    // The order is unknown but caught, the notification is retracted first.
    const caught = signup({
      states: {
        PlaceOrder: { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Notify' }] },
        Notify: { Compensate: { Resource: 'kafka:notification.retract' } },
      },
    });
    const past = [starts(INPUT), succeeds('CreateUser', USER), time(30), fails('Notify')] as const;
    const told = await given(caught, ...past)
      .when(at(31, succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 })))
      .decides({ type: 'LateResult', state: 'PlaceOrder', visit: 1, attempt: 1, result: 'SUCCEEDED', output: ORDER });
    expect(undone(told)).toEqual(['notification.retract']);
    await given(caught, ...past, at(31, succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 })))
      .when(undoSucceeds('Notify'))
      .decidesLike(
        { type: 'CompensationSucceeded' },
        { type: 'CompensationScheduled', state: 'PlaceOrder', input: { output: ORDER } },
      );
  });

  it('R4: a late success of a step that was given up makes it succeeded, so that a later undo sees it', async () => {
    const machine = signup({
      states: { PlaceOrder: { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Notify' }] } },
    });
    const past = [starts(INPUT), succeeds('CreateUser', USER), time(30)] as const;
    const late = succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 });
    await given(machine, ...past)
      .when(late)
      .decidesLike({ type: 'LateResult', result: 'SUCCEEDED', output: ORDER });
    await given(machine, ...past, late)
      .when(late)
      .decidesNothing();
    await given(machine, ...past, late)
      .when(bounced)
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'CompensationPlanned', plan: [{ because: 'PlaceOrder succeeded' }, {}] },
        { type: 'CompensationScheduled', input: { output: ORDER } },
      );
  });

  it('R4: a late success of a step that nobody meant to undo adds its undo', async () => {
    const past = [starts(INPUT), succeeds('CreateUser', USER), refuses('PlaceOrder')] as const;
    const late = succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 });
    await given(signup(), ...past)
      .when(late)
      .decidesLike({ type: 'LateResult' });
    await given(signup(), ...past, late)
      .when(undoSucceeds('CreateUser'))
      .decidesLike({ type: 'CompensationSucceeded' }, { type: 'CompensationScheduled', state: 'PlaceOrder' });
  });

  it('R4: a late refusal no longer counts once the undo is planned', async () => {
    const machine = signup({
      states: {
        PlaceOrder: { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Notify' }] },
        Notify: { Compensate: { Resource: 'kafka:notification.retract' } },
      },
    });
    const late = refuses('PlaceOrder', 'OutOfStock', { visit: 1, attempt: 1 });
    const past = [starts(INPUT), succeeds('CreateUser', USER), time(30)] as const;
    await given(machine, ...past, fails('Notify'))
      .when(late)
      .decidesNothing();
    await given(machine, ...past, stops())
      .when(late)
      .decidesLike({ type: 'LateResult', result: 'REFUSED' });
  });

  it('R4: what comes when a step is undone is no fact', async () => {
    await given(signup(), starts(INPUT), succeeds('CreateUser', USER), time(30), undoSucceeds('PlaceOrder'))
      .when(succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 }))
      .decidesNothing();
  });
});

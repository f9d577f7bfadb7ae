import { describe, expect, it } from '@jest/globals';
import { nextDue } from '../index.js';
import {
  at,
  beats,
  fails,
  given,
  machineOf,
  refuses,
  says,
  seconds,
  starts,
  succeeds,
  tell,
  time,
} from '../testing/index.js';

const timed = (rest: object, machine: object = {}) =>
  machineOf({ StartAt: 'T', States: { T: { Type: 'Task', Resource: 'kafka:a.b', End: true, ...rest } }, ...machine });

describe('time-outs', () => {
  it('an attempt without an answer times out, and its command says when', async () => {
    const machine = timed({ TimeoutSeconds: 30 });
    const told = await tell(machine, starts());
    expect(told.commands[0]?.deadline).toBe('2027-01-15T08:00:30.000Z');
    expect(nextDue(told.execution)).toBe(seconds(30));
    await given(machine, starts()).when(time(29.999)).decidesNothing();
    await given(machine, starts())
      .when(time(30))
      .decides(
        { type: 'TaskTimedOut', state: 'T', visit: 1, attempt: 1, error: 'States.Timeout' },
        { type: 'ExecutionFailed', error: 'States.Timeout' },
      );
  });

  it('whoever does it may see the deadline pass first: that is the same time-out', async () => {
    await given(timed({ TimeoutSeconds: 30 }), starts())
      .when(at(30, fails('T', 'States.Timeout')))
      .decides(
        { type: 'TaskTimedOut', state: 'T', visit: 1, attempt: 1, error: 'States.Timeout' },
        { type: 'ExecutionFailed', error: 'States.Timeout' },
      );
  });

  it('whoever never began it, as the deadline had passed, says so of a time-out too: it had no effect', async () => {
    const unbegun = at(30, refuses('T', 'Participant.DeadlinePassed'));
    const timedOut = { type: 'TaskTimedOut', state: 'T', visit: 1, attempt: 1, error: 'States.Timeout' } as const;
    const failed = { type: 'ExecutionFailed', error: 'States.Timeout' } as const;
    await given(timed({ TimeoutSeconds: 30 }), starts())
      .when(unbegun)
      .decides(timedOut, failed);
    const undoable = timed({ TimeoutSeconds: 30, Compensate: { Resource: 'kafka:a.c' } });
    await given(undoable, starts())
      .when(unbegun)
      .decidesLike(timedOut, { type: 'LateResult', result: 'REFUSED', error: 'Participant.DeadlinePassed' }, failed);
    const caught = timed({ TimeoutSeconds: 30, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'T' }] });
    await given(caught, starts())
      .when(unbegun)
      .decidesLike(timedOut, { type: 'TaskStateExited' }, { type: 'TaskStateEntered' }, { type: 'TaskScheduled' });
  });

  it('a time-out may come from the input', async () => {
    const told = await tell(timed({ TimeoutSecondsPath: '$.wait' }), starts({ wait: 7 }));
    expect(nextDue(told.execution)).toBe(seconds(7));
  });

  it('an attempt without heartbeats times out', async () => {
    const machine = timed({ HeartbeatSeconds: 10 });
    const told = await tell(machine, starts());
    expect(told.commands[0]?.heartbeatSeconds).toBe(10);
    expect(nextDue(told.execution)).toBe(seconds(11));
    await given(machine, starts())
      .when(time(11))
      .decidesLike({ type: 'TaskTimedOut', error: 'States.HeartbeatTimeout' }, { type: 'ExecutionFailed' });
  });

  it('a heartbeat moves that, and one that comes soon after another is no event', async () => {
    const machine = timed({ HeartbeatSeconds: 10 });
    const told = await given(machine, starts())
      .when(at(9, beats('T')))
      .decides({ type: 'TaskHeartbeat', state: 'T', visit: 1, attempt: 1, leg: 'F' });
    expect(nextDue(told.execution)).toBe(seconds(20));
    await given(machine, starts(), at(9, beats('T')))
      .when(at(9.9, beats('T')))
      .decidesNothing();
    await given(timed({}), starts())
      .when(at(9, beats('T')))
      .decidesNothing();
  });

  it('the slack is as large as what is not recorded: no one is late before its time', async () => {
    const machine = timed({ HeartbeatSeconds: 10 });
    const told = await tell(machine, starts(), at(0.999, beats('T')));
    expect(nextDue(told.execution)).toBeGreaterThanOrEqual(seconds(10.999));
  });

  it('the whole execution may time out', async () => {
    const machine = timed({ TimeoutSeconds: 100 }, { TimeoutSeconds: 50 });
    await given(machine, starts()).when(time(50)).decides({ type: 'ExecutionTimedOut', error: 'States.Timeout' });
  });

  it('of two time-outs at the same time the one of the execution counts', async () => {
    await given(timed({ TimeoutSeconds: 50 }, { TimeoutSeconds: 50 }), starts())
      .when(time(50))
      .decides({ type: 'ExecutionTimedOut', error: 'States.Timeout' });
  });

  it('a timer that fires late finds all that is due, in its order', async () => {
    const machine = machineOf({
      StartAt: 'W',
      States: {
        W: { Type: 'Wait', Seconds: 1, Next: 'T' },
        T: { Type: 'Task', Resource: 'kafka:a.b', End: true },
      },
    });
    await given(machine, starts())
      .when(time(100))
      .decidesLike({ type: 'WaitStateExited' }, { type: 'TaskStateEntered' }, { type: 'TaskScheduled' });
  });

  it('an answer that comes after its time but before the timer counts', async () => {
    await given(timed({ TimeoutSeconds: 30 }), starts())
      .when(at(31, succeeds('T')))
      .decidesLike({ type: 'TaskSucceeded' }, { type: 'TaskStateExited' }, { type: 'ExecutionSucceeded' });
  });

  it('a timer for an execution that is unknown or over decides nothing', async () => {
    const fires = says({ type: 'TimerFired' });
    await given(timed({})).when(fires).decidesNothing();
    await given(timed({}), starts(), succeeds('T')).when(fires).decidesNothing();
    expect(nextDue((await tell(timed({}), starts(), succeeds('T'))).execution)).toBeUndefined();
  });
});

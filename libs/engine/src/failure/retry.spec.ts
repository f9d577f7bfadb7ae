import { describe, expect, it } from '@jest/globals';
import { nextDue } from '../index.js';
import { at, given, machineOf, refuses, seconds, starts, succeeds, tell, time, fails } from '../testing/index.js';

const retrying = (Retry: object[], rest: object = {}) =>
  machineOf({
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: 'kafka:a.b', Retry, End: true, ...rest }, Caught: { Type: 'Succeed' } },
  });

const dues = (told: Awaited<ReturnType<typeof tell>>) =>
  told.history.flatMap(({ event, at: when }) => (event.type === 'RetryScheduled' ? [event.dueAt - when] : []));

describe('retries', () => {
  it('the next attempt is due after the interval, with the same id, the same input and another token', async () => {
    const machine = retrying([{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2 }]);
    await given(machine, starts({ n: 1 }))
      .when(at(1, refuses('T')))
      .decides(
        {
          type: 'TaskFailed',
          state: 'T',
          visit: 1,
          attempt: 1,
          error: 'Refused',
          cause: 'Refused of T',
          outcome: 'refused',
        },
        { type: 'RetryScheduled', state: 'T', visit: 1, attempt: 2, retrier: 0, dueAt: seconds(3) },
      );
    await given(machine, starts(), at(1, refuses('T')))
      .when(time(2.9))
      .decidesNothing();
    const told = await given(machine, starts({ n: 1 }), at(1, refuses('T')))
      .when(time(3))
      .decides({ type: 'TaskScheduled', state: 'T', visit: 1, attempt: 2, resource: 'kafka:a.b', input: { n: 1 } });
    const [first, second] = told.commands;
    expect(second?.id).toBe(first?.id);
    expect(second?.taskToken).not.toBe(first?.taskToken);
  });

  it('the pause grows by the back-off up to its cap, three times where nothing else is said', async () => {
    const machine = retrying([
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 3, BackoffRate: 3, MaxDelaySeconds: 10 },
    ]);
    const told = await tell(
      machine,
      starts(),
      refuses('T'),
      time(3),
      refuses('T'),
      time(12),
      refuses('T'),
      time(22),
      refuses('T'),
    );
    expect(dues(told)).toEqual([3000, 9000, 10_000]);
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'Refused' } });
  });

  it('each retrier counts its own attempts', async () => {
    const machine = retrying([
      { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 1 },
    ]);
    const told = await tell(
      machine,
      starts(),
      refuses('T', 'A'),
      time(1),
      refuses('T', 'B'),
      time(6),
      refuses('T', 'A'),
    );
    expect(dues(told)).toEqual([1000, 5000]);
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'A' } });
  });

  it('MaxAttempts 0 is never, and an error that no retrier names is not retried', async () => {
    const never = retrying([{ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }]);
    await given(never, starts())
      .when(refuses('T', 'A'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed' });
    await given(retrying([{ ErrorEquals: ['A'] }]), starts())
      .when(refuses('T', 'B'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed', error: 'B' });
  });

  it('full jitter is between nothing and the whole pause, and the same at every replay', async () => {
    const machine = retrying([{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, JitterStrategy: 'FULL' }]);
    const [pause] = dues(await tell(machine, starts(), refuses('T')));
    expect(pause).toBeGreaterThanOrEqual(0);
    expect(pause).toBeLessThan(100_000);
    expect(dues(await tell(machine, starts(), refuses('T')))).toEqual([pause]);
    expect(dues(await tell(machine, starts(), at(0, starts()), refuses('T')))).not.toEqual([pause]);
  });

  it('a spent retrier leaves the error to the catcher', async () => {
    const machine = retrying([{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
    });
    await given(machine, starts(), refuses('T'), time(1))
      .when(refuses('T'))
      .decidesLike(
        { type: 'TaskFailed', attempt: 2 },
        { type: 'TaskStateExited', next: 'Caught' },
        { type: 'SucceedStateEntered' },
        { type: 'SucceedStateExited' },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('States.TaskFailed names all but time-outs, States.Timeout both of those', async () => {
    const machine = (name: string) => retrying([{ ErrorEquals: [name] }], { TimeoutSeconds: 9, HeartbeatSeconds: 4 });
    const failed = { type: 'TaskFailed' } as const;
    const retried = { type: 'RetryScheduled' } as const;
    await given(machine('States.TaskFailed'), starts()).when(fails('T')).decidesLike(failed, retried);
    await given(machine('States.TaskFailed'), starts())
      .when(time(9))
      .decidesLike({ type: 'TaskTimedOut' }, { type: 'ExecutionFailed' });
    await given(machine('States.Timeout'), starts()).when(time(5)).decidesLike({ type: 'TaskTimedOut' }, retried);
  });

  it('a visit that begins anew has all its retries again', async () => {
    const machine = machineOf({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'kafka:a.b',
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Next: 'Again',
        },
        Again: { Type: 'Pass', Next: 'T' },
      },
    });
    const told = await tell(machine, starts(), refuses('T'), time(1), succeeds('T'), refuses('T'));
    expect(dues(told)).toEqual([1000, 1000]);
    expect(nextDue(told.execution)).toBe(seconds(2));
  });
});

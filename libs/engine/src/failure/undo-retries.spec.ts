import { describe, expect, it } from '@jest/globals';
import {
  at,
  bothDone,
  bounced,
  EPOCH,
  given,
  killed,
  seconds,
  signup,
  stops,
  tell,
  time,
  undoBeats,
  undoFails,
  undoRefuses,
  undoSucceeds,
} from '../testing/index.js';

describe('R7: retries of an undo', () => {
  const failed = [...bothDone, bounced] as const;

  it('R7: without end, with full jitter from a second up to five minutes', async () => {
    let told = await tell(signup(), ...failed);
    const pauses: number[] = [];
    const story: Parameters<typeof tell>[1][] = [...failed];
    for (let attempt = 1; attempt <= 20; attempt++) {
      story.push(undoFails('PlaceOrder', 'Down'));
      told = await tell(signup(), ...story);
      const last = told.history.at(-1);
      const retry = last?.event as { type: string; attempt: number; dueAt: number };
      expect(retry).toMatchObject({ type: 'CompensationRetryScheduled', attempt: attempt + 1 });
      const pause = retry.dueAt - (last?.at as number);
      expect(pause).toBeLessThanOrEqual(Math.min(2 ** (attempt - 1), 300) * 1000);
      pauses.push(pause);
      story.push(time((retry.dueAt - EPOCH) / 1000));
    }
    expect(new Set(pauses).size).toBeGreaterThan(10);
    expect(Math.max(...pauses)).toBeGreaterThan(60_000);
  });

  it('R7: each attempt has a time-out of its own, 60 seconds where nothing else is said', async () => {
    await given(signup(), ...failed)
      .when(time(60))
      .decidesLike(
        { type: 'CompensationFailed', attempt: 1, error: 'States.Timeout', outcome: 'unknown' },
        { type: 'CompensationRetryScheduled', attempt: 2 },
      );
    const machine = signup({
      states: {
        PlaceOrder: { Compensate: { Resource: 'kafka:order.cancel', TimeoutSeconds: 9, HeartbeatSeconds: 2 } },
      },
    });
    const told = await tell(machine, ...failed);
    expect(told.commands.at(-1)).toMatchObject({ heartbeatSeconds: 2, deadline: '2027-01-15T08:00:09.000Z' });
    await given(machine, ...failed)
      .when(at(1, undoBeats('PlaceOrder')))
      .decides({ type: 'TaskHeartbeat', state: 'PlaceOrder', visit: 1, attempt: 1, leg: 'C' });
    await given(machine, ...failed, at(1, undoBeats('PlaceOrder')))
      .when(time(3.2))
      .decidesLike(
        { type: 'CompensationFailed', error: 'States.HeartbeatTimeout' },
        { type: 'CompensationRetryScheduled' },
      );
  });

  it("R7: the author's own policy is kept to, and where it is spent a person is needed", async () => {
    const machine = signup({
      states: {
        PlaceOrder: {
          Compensate: {
            Resource: 'kafka:order.cancel',
            Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2 }],
          },
        },
      },
    });
    const busy = undoRefuses('PlaceOrder', 'Busy');
    await given(machine, ...failed)
      .when(busy)
      .decidesLike(
        { type: 'CompensationFailed', error: 'Busy' },
        { type: 'CompensationRetryScheduled', retrier: 0, dueAt: seconds(5) },
      );
    await given(machine, ...failed, busy, time(5), busy, time(10))
      .when(busy)
      .decidesLike({ type: 'CompensationFailed' }, { type: 'CompensationBlocked', error: 'Busy' });
    await given(machine, ...failed)
      .when(undoFails('PlaceOrder', 'Other'))
      .decidesLike({ type: 'CompensationFailed' }, { type: 'CompensationBlocked', error: 'Other' });
  });

  it('R7: nothing stops an undo: no stop, no kill, no time-out of the execution', async () => {
    const machine = signup({ TimeoutSeconds: 10 });
    await given(machine, ...failed)
      .when(stops())
      .decidesNothing();
    await given(machine, ...failed)
      .when(killed())
      .decidesNothing();
    await given(machine, ...failed)
      .when(time(10))
      .decidesNothing();
    await given(machine, ...bothDone, stops())
      .when(killed())
      .decidesNothing();
    const told = await tell(
      machine,
      ...failed,
      stops(),
      time(11),
      undoSucceeds('PlaceOrder'),
      undoSucceeds('CreateUser'),
    );
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'Bounced' } });
  });

  it('R7: a success of any attempt is the success of the undo', async () => {
    const first = { visit: 1, attempt: 1 };
    await given(signup(), ...failed, undoFails('PlaceOrder'))
      .when(undoSucceeds('PlaceOrder', {}, first))
      .decidesLike(
        { type: 'CompensationSucceeded', attempt: 1 },
        { type: 'CompensationScheduled', state: 'CreateUser' },
      );
    await given(signup(), ...failed, undoFails('PlaceOrder'), time(60))
      .when(undoRefuses('PlaceOrder', 'No', first))
      .decidesNothing();
    await given(signup(), ...failed, undoSucceeds('PlaceOrder'))
      .when(undoSucceeds('PlaceOrder', {}, first))
      .decidesNothing();
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  bothDone,
  bounced,
  given,
  INPUT,
  ofType,
  ORDER,
  refuses,
  resolves,
  signup,
  starts,
  succeeds,
  tell,
  time,
  typesOf,
  undoFails,
  USER,
} from '../testing/index.js';

describe('R5: attempts', () => {
  const retried = signup({
    states: { PlaceOrder: { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }] } },
  });
  const past = [starts(INPUT), succeeds('CreateUser', USER)] as const;

  it('R5: a refusal of the last attempt is definite even if an earlier one timed out', async () => {
    const told = await tell(retried, ...past, time(30), time(31), refuses('PlaceOrder', 'OutOfStock'));
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([{ plan: [{ state: 'CreateUser' }] }]);
  });

  it('R5: a time-out of the last attempt is unknown even if an earlier one was refused', async () => {
    const told = await tell(retried, ...past, refuses('PlaceOrder'), time(1), time(31));
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([
      { plan: [{ state: 'PlaceOrder' }, { state: 'CreateUser' }] },
    ]);
  });

  it('R5: a late refusal of the last attempt is definite too, one of an earlier attempt is not', async () => {
    const machine = signup({
      states: {
        PlaceOrder: {
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Notify' }],
        },
      },
    });
    const late = (attempt: number) => refuses('PlaceOrder', 'OutOfStock', { visit: 1, attempt });
    const given2 = [...past, time(30), time(31), time(61)] as const;
    await given(machine, ...given2)
      .when(late(1))
      .decidesNothing();
    await given(machine, ...given2)
      .when(late(2))
      .decidesLike({ type: 'LateResult', result: 'REFUSED' });
    const told = await tell(machine, ...given2, late(2), bounced);
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([{ plan: [{ state: 'CreateUser' }] }]);
  });

  it('R5: an undo that was sent keeps its input, also when the forward output comes after all', async () => {
    const late = succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 });
    const told = await tell(signup(), ...past, time(30), undoFails('PlaceOrder'), late, time(60));
    const [first, second] = told.commands.filter(({ command }) => command === 'order.cancel');
    expect(second).toMatchObject({ attempt: 2 });
    expect(second?.input).toEqual(first?.input);
  });

  it('R5: the keys of the undo are stable, its attempts count', async () => {
    const told = await tell(signup(), ...past, refuses('PlaceOrder'), undoFails('CreateUser'), time(60));
    const undos = told.commands.filter(({ id }) => id.endsWith('/C'));
    expect(undos.map(({ id, attempt, compensates }) => ({ id, attempt, compensates }))).toEqual([
      { id: 'signup:ada/CreateUser/1/C', attempt: 1, compensates: 'signup:ada/CreateUser/1/F' },
      { id: 'signup:ada/CreateUser/1/C', attempt: 2, compensates: 'signup:ada/CreateUser/1/F' },
    ]);
    expect(undos[1]?.input).toEqual(undos[0]?.input);
  });
});

describe('R6: the input of an undo', () => {
  it('R6: its author may make it of the input, the output and the error of the step', async () => {
    const machine = signup({
      states: {
        PlaceOrder: {
          Compensate: {
            Resource: 'kafka:order.cancel',
            Parameters: { 'order.$': '$.output.orderId', 'why.$': '$.error.Error', 'to.$': '$.input.email' },
          },
        },
      },
    });
    const told = await tell(machine, ...bothDone, bounced);
    expect(told.commands.at(-1)?.input).toEqual({ order: 'o-1', why: 'Bounced', to: 'ada@example.org' });
  });

  it('R6: one that cannot be computed waits for a person, who sees why', async () => {
    const machine = signup({
      states: {
        PlaceOrder: {
          Compensate: { Resource: 'kafka:order.cancel', Parameters: { 'order.$': '$.output.orderId' } },
        },
      },
    });
    const past = [starts(INPUT), succeeds('CreateUser', USER), time(30)] as const;
    const told = await tell(machine, ...past);
    expect(typesOf(told).slice(-2)).toEqual(['CompensationPlanned', 'CompensationBlocked']);
    expect(told.history.at(-1)?.event).toMatchObject({ state: 'PlaceOrder', error: 'States.Runtime' });
    // The answer comes after all: the operator need not say what the input is.
    await given(machine, ...past, succeeds('PlaceOrder', ORDER, { visit: 1, attempt: 1 }))
      .when(resolves('PlaceOrder', 'RETRY'))
      .decidesLike(
        { type: 'CompensationResolved' },
        { type: 'CompensationScheduled', attempt: 1, input: { order: 'o-1' } },
      );
  });
});

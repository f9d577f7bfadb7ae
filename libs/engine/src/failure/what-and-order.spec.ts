import { describe, expect, it } from '@jest/globals';
import {
  bothDone,
  fails,
  INPUT,
  machineOf,
  ofType,
  refuses,
  signup,
  starts,
  succeeds,
  tell,
  time,
  undone,
  undoSucceeds,
  USER,
} from '../testing/index.js';

describe('R2: the order', () => {
  it('R2: the last step that was started is undone first, one at a time', async () => {
    const machine = signup({ states: { Notify: { Compensate: { Resource: 'kafka:notification.retract' } } } });
    const past = [...bothDone, fails('Notify')] as const;
    expect(undone(await tell(machine, ...past))).toEqual(['notification.retract']);
    const two = await tell(machine, ...past, undoSucceeds('Notify'));
    expect(undone(two)).toEqual(['notification.retract', 'order.cancel']);
    const all = await tell(machine, ...past, undoSucceeds('Notify'), undoSucceeds('PlaceOrder'));
    expect(undone(all)).toEqual(['notification.retract', 'order.cancel', 'user.delete']);
  });
});

describe('R3: what is undone', () => {
  it('R3: a step that was refused had no effect', async () => {
    const told = await tell(signup(), starts(INPUT), succeeds('CreateUser', USER), refuses('PlaceOrder', 'OutOfStock'));
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([
      { error: 'OutOfStock', plan: [{ state: 'CreateUser', because: 'CreateUser succeeded' }] },
    ]);
  });

  it('R3: unless it says that it wants its undo even so', async () => {
    const machine = signup({ states: { PlaceOrder: { CompensateOnFailure: true } } });
    const told = await tell(machine, starts(INPUT), succeeds('CreateUser', USER), refuses('PlaceOrder', 'OutOfStock'));
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([
      {
        plan: [
          { state: 'PlaceOrder', because: 'PlaceOrder was refused, and is undone even so' },
          { state: 'CreateUser' },
        ],
      },
    ]);
  });

  it('R3: a step whose outcome is unknown is undone: a time-out, a silence, a failure that says so', async () => {
    const machine = signup({ states: { PlaceOrder: { HeartbeatSeconds: 10 } } });
    const past = [starts(INPUT), succeeds('CreateUser', USER)] as const;
    const because = async (...happening: Parameters<typeof tell> extends [unknown, ...infer H] ? H : never) =>
      ofType(await tell(machine, ...past, ...happening), 'CompensationPlanned').map(({ plan }) => plan[0]?.because);
    expect(await because(time(11))).toEqual(["PlaceOrder's outcome is unknown: its heartbeats stopped"]);
    expect(await because(fails('PlaceOrder', 'Crashed'))).toEqual(["PlaceOrder's outcome is unknown: Crashed"]);
    const timed = await tell(signup(), ...past, time(30));
    expect(ofType(timed, 'CompensationPlanned')).toMatchObject([
      { error: 'States.Timeout', plan: [{ because: "PlaceOrder's outcome is unknown: it timed out" }, {}] },
    ]);
  });

  it('R3: its undo has no output to go by', async () => {
    const told = await tell(signup(), starts(INPUT), succeeds('CreateUser', USER), time(30));
    expect(told.commands.at(-1)).toMatchObject({ command: 'order.cancel' });
    expect(told.commands.at(-1)?.input).toEqual({
      input: { ...INPUT, user: USER },
      error: { Error: 'States.Timeout', Cause: '' },
    });
  });

  it('R3: each visit is undone once, however many attempts it took', async () => {
    const machine = machineOf({
      StartAt: 'Buy',
      States: {
        Buy: {
          Type: 'Task',
          Resource: 'kafka:order.place',
          Compensate: { Resource: 'kafka:order.cancel' },
          Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
          Next: 'Buy2',
        },
        Buy2: { Type: 'Pass', Next: 'Buy' },
      },
    });
    const told = await tell(
      machine,
      starts(),
      fails('Buy', 'Busy'),
      time(1),
      succeeds('Buy', { n: 1 }),
      succeeds('Buy', { n: 2 }),
      refuses('Buy', 'OutOfStock'),
      undoSucceeds('Buy'),
      undoSucceeds('Buy'),
    );
    expect(told.commands.filter(({ id }) => id.endsWith('C')).map(({ id, compensates }) => [id, compensates])).toEqual([
      ['signup:ada/Buy/2/C', 'signup:ada/Buy/2/F'],
      ['signup:ada/Buy/1/C', 'signup:ada/Buy/1/F'],
    ]);
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([{ plan: [{ because: 'Buy (visit 2) succeeded' }, {}] }]);
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'OutOfStock' } });
  });
});

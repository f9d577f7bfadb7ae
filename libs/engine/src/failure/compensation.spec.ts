import { describe, expect, it } from '@jest/globals';
import type { EventOf, ExecutionEventType } from '#contracts';
import { compensationStatusOf, nextDue } from '../index.js';
import {
  at,
  EPOCH,
  fails,
  given,
  killed,
  machineOf,
  redriven,
  refuses,
  resolves,
  seconds,
  signup,
  starts,
  stops,
  succeeds,
  tell,
  time,
  undoBeats,
  undoFails,
  undoRefuses,
  undoSucceeds,
  type Told,
} from '../testing/index.js';

const input = { email: 'ada@example.org' };
const user = { userId: 'u-1' };
const order = { orderId: 'o-1' };
/** Both effects are there; the notification is on its way. */
const bothDone = [starts(input), succeeds('CreateUser', user), succeeds('PlaceOrder', order)] as const;
const bounced = refuses('Notify', 'Bounced');

const types = ({ history }: Told): ExecutionEventType[] => history.map(({ event }) => event.type);
const ofType = <T extends ExecutionEventType>(told: Told, type: T): EventOf<T>[] =>
  told.history.flatMap(({ event }) => (event.type === type ? [event as EventOf<T>] : []));
const undone = (told: Told) => told.commands.filter(({ id }) => id.endsWith('/C')).map(({ command }) => command);

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
            input: { ...input, user },
            output: order,
            error: { Error: 'Bounced', Cause: 'Bounced of Notify' },
          },
          dueAt: EPOCH + 60_000,
        },
      );
  });

  it('R1: a Fail state, a time-out of the execution and a stop do so too', async () => {
    const failing = signup({ states: { PlaceOrder: { Next: 'Broken' } } });
    expect(types(await tell(failing, ...bothDone))).toContain('CompensationPlanned');
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
    expect(types(await tell(retried, ...bothDone, bounced)).at(-1)).toBe('RetryScheduled');
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
    const told = await given(signup(), starts(input))
      .when(refuses('CreateUser'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed' });
    expect(told.execution).toMatchObject({ compensationStatus: 'NONE' });
  });
});

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
    const told = await tell(signup(), starts(input), succeeds('CreateUser', user), refuses('PlaceOrder', 'OutOfStock'));
    expect(ofType(told, 'CompensationPlanned')).toMatchObject([
      { error: 'OutOfStock', plan: [{ state: 'CreateUser', because: 'CreateUser succeeded' }] },
    ]);
  });

  it('R3: unless it says that it wants its undo even so', async () => {
    const machine = signup({ states: { PlaceOrder: { CompensateOnFailure: true } } });
    const told = await tell(machine, starts(input), succeeds('CreateUser', user), refuses('PlaceOrder', 'OutOfStock'));
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
    const past = [starts(input), succeeds('CreateUser', user)] as const;
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
    const told = await tell(signup(), starts(input), succeeds('CreateUser', user), time(30));
    expect(told.commands.at(-1)).toMatchObject({ command: 'order.cancel' });
    expect(told.commands.at(-1)?.input).toEqual({
      input: { ...input, user },
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
    const past = [starts(input), succeeds('CreateUser', user), stops()] as const;
    const told = await given(signup(), ...past)
      .when(at(3, succeeds('PlaceOrder', order)))
      .decidesLike(
        { type: 'TaskSucceeded', output: order },
        { type: 'CompensationPlanned', status: 'ABORTED', plan: [{ state: 'PlaceOrder' }, { state: 'CreateUser' }] },
        { type: 'CompensationScheduled', state: 'PlaceOrder', input: { output: order, error: { Error: 'ABORTED' } } },
      );
    expect(told.commands).toHaveLength(3);
  });

  it('R4: a refusal in the meantime leaves nothing to undo of it', async () => {
    await given(signup(), starts(input), succeeds('CreateUser', user), stops())
      .when(refuses('PlaceOrder'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'CompensationPlanned', plan: [{ state: 'CreateUser' }] },
        { type: 'CompensationScheduled' },
      );
    const told = await given(signup(), starts(input), stops())
      .when(refuses('CreateUser'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionAborted' });
    expect(told.execution).toMatchObject({ compensationStatus: 'NONE' });
  });

  it('R4: what has not answered by then is unknown', async () => {
    const machine = signup({ Saga: { CancelTimeoutSeconds: 7 } });
    await given(machine, starts(input), succeeds('CreateUser', user), stops())
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
    await given(machine, starts(input), succeeds('CreateUser', user), stops())
      .when(time(5.5))
      .decidesLike(
        { type: 'TaskTimedOut', error: 'States.HeartbeatTimeout' },
        { type: 'CompensationPlanned' },
        { type: 'CompensationScheduled' },
      );
  });

  it('R4: between two attempts nothing is out, so nothing is waited for', async () => {
    const machine = signup({ states: { PlaceOrder: { Retry: [{ ErrorEquals: ['States.ALL'] }] } } });
    await given(machine, starts(input), succeeds('CreateUser', user), fails('PlaceOrder'))
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
    const machine = signup({ states: { Notify: { Compensate: { Resource: 'kafka:notification.retract' } } } });
    // The order is unknown but caught, the notification is retracted first.
    const caught = signup({
      states: {
        PlaceOrder: { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Notify' }] },
        Notify: { Compensate: { Resource: 'kafka:notification.retract' } },
      },
    });
    expect(machine.compensates).toBe(true);
    const past = [starts(input), succeeds('CreateUser', user), time(30), fails('Notify')] as const;
    const told = await given(caught, ...past)
      .when(at(31, succeeds('PlaceOrder', order, { visit: 1, attempt: 1 })))
      .decides({ type: 'LateResult', state: 'PlaceOrder', visit: 1, attempt: 1, result: 'SUCCEEDED', output: order });
    expect(undone(told)).toEqual(['notification.retract']);
    await given(caught, ...past, at(31, succeeds('PlaceOrder', order, { visit: 1, attempt: 1 })))
      .when(undoSucceeds('Notify'))
      .decidesLike(
        { type: 'CompensationSucceeded' },
        { type: 'CompensationScheduled', state: 'PlaceOrder', input: { output: order } },
      );
  });

  it('R4: a late success of a step that was given up makes it succeeded, so that a later undo sees it', async () => {
    const machine = signup({
      states: { PlaceOrder: { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Notify' }] } },
    });
    const past = [starts(input), succeeds('CreateUser', user), time(30)] as const;
    const late = succeeds('PlaceOrder', order, { visit: 1, attempt: 1 });
    await given(machine, ...past)
      .when(late)
      .decidesLike({ type: 'LateResult', result: 'SUCCEEDED', output: order });
    await given(machine, ...past, late)
      .when(late)
      .decidesNothing();
    await given(machine, ...past, late)
      .when(bounced)
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'CompensationPlanned', plan: [{ because: 'PlaceOrder succeeded' }, {}] },
        { type: 'CompensationScheduled', input: { output: order } },
      );
  });

  it('R4: a late success of a step that nobody meant to undo adds its undo', async () => {
    const past = [starts(input), succeeds('CreateUser', user), refuses('PlaceOrder')] as const;
    const late = succeeds('PlaceOrder', order, { visit: 1, attempt: 1 });
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
    const past = [starts(input), succeeds('CreateUser', user), time(30)] as const;
    await given(machine, ...past, fails('Notify'))
      .when(late)
      .decidesNothing();
    await given(machine, ...past, stops())
      .when(late)
      .decidesLike({ type: 'LateResult', result: 'REFUSED' });
  });

  it('R4: what comes when a step is undone is no fact', async () => {
    await given(signup(), starts(input), succeeds('CreateUser', user), time(30), undoSucceeds('PlaceOrder'))
      .when(succeeds('PlaceOrder', order, { visit: 1, attempt: 1 }))
      .decidesNothing();
  });
});

describe('R5: attempts', () => {
  const retried = signup({
    states: { PlaceOrder: { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }] } },
  });
  const past = [starts(input), succeeds('CreateUser', user)] as const;

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
    const late = succeeds('PlaceOrder', order, { visit: 1, attempt: 1 });
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
    const past = [starts(input), succeeds('CreateUser', user), time(30)] as const;
    const told = await tell(machine, ...past);
    expect(types(told).slice(-2)).toEqual(['CompensationPlanned', 'CompensationBlocked']);
    expect(told.history.at(-1)?.event).toMatchObject({ state: 'PlaceOrder', error: 'States.Runtime' });
    // The answer comes after all: the operator need not say what the input is.
    await given(machine, ...past, succeeds('PlaceOrder', order, { visit: 1, attempt: 1 }))
      .when(resolves('PlaceOrder', 'RETRY'))
      .decidesLike(
        { type: 'CompensationResolved' },
        { type: 'CompensationScheduled', attempt: 1, input: { order: 'o-1' } },
      );
  });
});

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

describe('R8: an undo that fails for good', () => {
  const failed = [...bothDone, bounced] as const;
  const blocked = [...failed, undoRefuses('PlaceOrder', 'Shipped')] as const;

  it('R8: what its participant refuses is definite; the earlier steps wait', async () => {
    const told = await given(signup(), ...failed)
      .when(undoRefuses('PlaceOrder', 'Shipped'))
      .decides(
        {
          type: 'CompensationFailed',
          state: 'PlaceOrder',
          visit: 1,
          attempt: 1,
          error: 'Shipped',
          cause: 'Shipped of PlaceOrder',
          outcome: 'refused',
        },
        {
          type: 'CompensationBlocked',
          state: 'PlaceOrder',
          visit: 1,
          error: 'Shipped',
          cause: 'Shipped of PlaceOrder',
        },
      );
    expect(undone(told)).toEqual(['order.cancel']);
    expect(compensationStatusOf(told.execution)).toBe('BLOCKED');
    expect(nextDue(told.execution)).toBeUndefined();
    expect(told.outcomes.at(-1)).toMatchObject({ status: 'RUNNING', compensationStatus: 'BLOCKED', stopDate: null });
  });

  it('R8: RETRY sends it again, and its policy begins anew', async () => {
    await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'RETRY'))
      .decidesLike(
        {
          type: 'CompensationResolved',
          state: 'PlaceOrder',
          visit: 1,
          how: 'RETRY',
          by: 'ada',
          why: 'the mail server is back',
        },
        { type: 'CompensationScheduled', attempt: 2, input: { output: order } },
      );
    const told = await tell(signup(), ...blocked, resolves('PlaceOrder', 'RETRY'), undoSucceeds('PlaceOrder'));
    expect(undone(told)).toEqual(['order.cancel', 'order.cancel', 'user.delete']);
    expect(compensationStatusOf(told.execution)).toBe('IN_PROGRESS');
  });

  it('R8: RETRY with an input sends that instead, at every attempt', async () => {
    const again = resolves('PlaceOrder', 'RETRY', { input: { order: 'o-2' } });
    const told = await tell(signup(), ...blocked, again, undoFails('PlaceOrder'), time(60));
    expect(told.commands.slice(-2).map((command) => command.input)).toEqual([{ order: 'o-2' }, { order: 'o-2' }]);
    expect(ofType(told, 'CompensationResolved')).toMatchObject([{ input: { order: 'o-2' } }]);
  });

  it('R8: RESOLVED says that it was done by hand', async () => {
    await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'RESOLVED'))
      .decidesLike(
        { type: 'CompensationResolved', how: 'RESOLVED', by: 'ada', why: 'the mail server is back' },
        { type: 'CompensationScheduled', state: 'CreateUser' },
      );
    const told = await tell(signup(), ...blocked, resolves('PlaceOrder', 'RESOLVED'), undoSucceeds('CreateUser'));
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('R8: SKIP leaves it, and the end says that it is partial', async () => {
    const told = await given(signup(), ...blocked, resolves('PlaceOrder', 'SKIP'))
      .when(undoSucceeds('CreateUser'))
      .decidesLike(
        { type: 'CompensationSucceeded' },
        { type: 'CompensationCompleted', compensationStatus: 'PARTIAL' },
        { type: 'ExecutionFailed', error: 'Bounced' },
      );
    expect(told.execution).toMatchObject({ compensationStatus: 'PARTIAL' });
    expect(ofType(told, 'CompensationResolved')).toMatchObject([{ how: 'SKIP', by: 'ada' }]);
  });

  it('R8: GIVE_UP ends the execution with all that is left undone', async () => {
    const told = await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'GIVE_UP'))
      .decides(
        { type: 'CompensationGivenUp', by: 'ada', why: 'the mail server is back' },
        { type: 'ExecutionFailed', error: 'Bounced', cause: 'Bounced of Notify' },
      );
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'PARTIAL' });
    expect(undone(told)).toEqual(['order.cancel']);
  });

  it('R8: CONTINUE undoes the earlier steps first, and then waits for a person', async () => {
    const machine = signup({ Saga: { OnUndoFailure: 'CONTINUE' } });
    const told = await given(machine, ...failed)
      .when(undoRefuses('PlaceOrder', 'Shipped'))
      .decidesLike(
        { type: 'CompensationFailed' },
        { type: 'CompensationBlocked' },
        { type: 'CompensationScheduled', state: 'CreateUser' },
      );
    expect(compensationStatusOf(told.execution)).toBe('BLOCKED');
    await given(machine, ...blocked)
      .when(undoSucceeds('CreateUser'))
      .decidesLike({ type: 'CompensationSucceeded' });
    await given(machine, ...blocked, undoSucceeds('CreateUser'))
      .when(resolves('PlaceOrder', 'RESOLVED'))
      .decidesLike({ type: 'CompensationResolved' }, { type: 'CompensationCompleted' }, { type: 'ExecutionFailed' });
  });

  it('R8: an undo that succeeds after all needs nobody any more', async () => {
    await given(signup(), ...blocked)
      .when(undoSucceeds('PlaceOrder', {}, { visit: 1, attempt: 1 }))
      .decidesLike({ type: 'CompensationSucceeded' }, { type: 'CompensationScheduled', state: 'CreateUser' });
  });

  it('R8: a word about a step that does not wait is refused, the same word again is no fact', async () => {
    await given(signup(), ...blocked)
      .when(resolves('CreateUser', 'SKIP'))
      .isRefused('ValidationException');
    await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'SKIP', { visit: 2 }))
      .isRefused('ValidationException');
    await given(signup(), ...bothDone)
      .when(resolves('PlaceOrder', 'RETRY'))
      .isRefused('ValidationException');
    for (const how of ['RETRY', 'SKIP', 'RESOLVED'] as const)
      await given(signup(), ...blocked, resolves('PlaceOrder', how))
        .when(resolves('PlaceOrder', how))
        .decidesNothing();
  });
});

describe('R9: the status', () => {
  it('R9: the execution runs while it is undone, then ends with the original error and cause', async () => {
    const running = await tell(signup(), ...bothDone, bounced);
    expect(running.execution.status).toBe('RUNNING');
    expect(compensationStatusOf(running.execution)).toBe('IN_PROGRESS');
    const ended = await tell(signup(), ...bothDone, bounced, undoSucceeds('PlaceOrder'), undoSucceeds('CreateUser'));
    expect(ended.outcomes.map(({ status, compensationStatus }) => [status, compensationStatus])).toEqual([
      ['RUNNING', 'NONE'],
      ['FAILED', 'COMPLETED'],
    ]);
    expect(ended.outcomes.at(-1)).toMatchObject({ error: 'Bounced', cause: 'Bounced of Notify', stopDate: EPOCH });
  });

  it('R9: as FAILED, ABORTED or TIMED_OUT, whichever it was', async () => {
    const undo = [undoSucceeds('PlaceOrder'), undoSucceeds('CreateUser')] as const;
    const stopped = await tell(signup(), ...bothDone, stops({ error: 'E' }), succeeds('Notify'), ...undo);
    expect(stopped.execution).toMatchObject({
      status: 'ABORTED',
      problem: { error: 'E' },
      compensationStatus: 'COMPLETED',
    });
    const timed = await tell(signup({ TimeoutSeconds: 10 }), ...bothDone, time(10), fails('Notify', 'X'), ...undo);
    expect(timed.execution).toMatchObject({ status: 'TIMED_OUT', problem: { error: 'States.Timeout' } });
  });
});

describe('R15: a catch goes on', () => {
  it('R15: steps before it stay, and are undone if the execution fails later', async () => {
    const machine = signup({
      states: { PlaceOrder: { Catch: [{ ErrorEquals: ['OutOfStock'], ResultPath: '$.e', Next: 'Notify' }] } },
    });
    const told = await tell(
      machine,
      starts(input),
      succeeds('CreateUser', user),
      refuses('PlaceOrder', 'OutOfStock'),
      bounced,
    );
    expect(undone(told)).toEqual(['user.delete']);
  });
});

describe('R17: redrive', () => {
  it('R17: what was undone, or is being undone, cannot be gone on with', async () => {
    await given(signup(), ...bothDone, bounced)
      .when(redriven())
      .isRefused('ExecutionNotRedrivable');
    const done = [...bothDone, bounced, undoSucceeds('PlaceOrder'), undoSucceeds('CreateUser')] as const;
    const told = await given(signup(), ...done)
      .when(redriven())
      .isRefused('ExecutionNotRedrivable');
    expect(told.decided).toMatchObject({ cause: expect.stringContaining('compensated') });
    await given(signup(), starts()).when(redriven()).isRefused('ExecutionNotRedrivable');
  });
});

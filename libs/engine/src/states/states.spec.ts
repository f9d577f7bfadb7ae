import { describe, expect, it } from '@jest/globals';
import { nextDue } from '../index.js';
import { at, EPOCH, given, machineOf, refuses, seconds, starts, succeeds, tell, time } from '../testing/index.js';

const one = (state: object) => machineOf({ StartAt: 'S', States: { S: state } });

describe('states', () => {
  it('a Task sends its effective input and leaves with what came of it', async () => {
    const machine = machineOf({
      StartAt: 'Place Order',
      States: {
        'Place Order': {
          Type: 'Task',
          Resource: 'kafka:order.place',
          Parameters: { 'user.$': '$.id' },
          ResultPath: '$.order',
          End: true,
        },
      },
    });
    await given(machine)
      .when(starts({ id: 'u-1' }))
      .decidesLike(
        { type: 'ExecutionStarted', stateMachine: 'signup', version: 1, name: 'ada', input: { id: 'u-1' } },
        { type: 'TaskStateEntered', state: 'Place Order', visit: 1, input: { id: 'u-1' } },
        {
          type: 'TaskScheduled',
          state: 'Place Order',
          attempt: 1,
          resource: 'kafka:order.place',
          input: { user: 'u-1' },
        },
      );
    const told = await given(machine, starts({ id: 'u-1' }))
      .when(succeeds('Place Order', { orderId: 'o-1' }))
      .decides(
        { type: 'TaskSucceeded', state: 'Place Order', visit: 1, attempt: 1, output: { orderId: 'o-1' } },
        { type: 'TaskStateExited', state: 'Place Order', visit: 1, output: { id: 'u-1', order: { orderId: 'o-1' } } },
        { type: 'ExecutionSucceeded', output: { id: 'u-1', order: { orderId: 'o-1' } } },
      );
    expect(told.commands).toEqual([
      expect.objectContaining({ id: 'signup:ada/Place Order/1/F', command: 'order.place', input: { user: 'u-1' } }),
    ]);
    expect(told.outcomes.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED']);
  });

  it('an execution without input starts with an empty object', async () => {
    await given(one({ Type: 'Succeed' }))
      .when(starts())
      .decidesLike(
        { type: 'ExecutionStarted', input: {} },
        { type: 'SucceedStateEntered' },
        { type: 'SucceedStateExited', output: {} },
        { type: 'ExecutionSucceeded', output: {} },
      );
  });

  it('a Choice goes where its rule says', async () => {
    const machine = machineOf({
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 1, Next: 'Many' }], Default: 'Few' },
        Many: { Type: 'Pass', Result: 'many', End: true },
        Few: { Type: 'Pass', Result: 'few', End: true },
      },
    });
    const ends = async (n: number) => (await tell(machine, starts({ n }))).history.at(-1)?.event;
    expect(await ends(2)).toEqual({ type: 'ExecutionSucceeded', output: 'many' });
    expect(await ends(1)).toEqual({ type: 'ExecutionSucceeded', output: 'few' });
  });

  it('a Choice without a match ends the execution', async () => {
    const machine = machineOf({
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'P' }] },
        P: { Type: 'Succeed' },
      },
    });
    await given(machine)
      .when(starts({ n: 2 }))
      .decidesLike(
        { type: 'ExecutionStarted' },
        { type: 'ChoiceStateEntered' },
        { type: 'ExecutionFailed', error: 'States.NoChoiceMatched' },
      );
  });

  it('a path that finds nothing ends the execution in the words of AWS', async () => {
    const { history } = await tell(one({ Type: 'Pass', Parameters: { 'value.$': '$.no' }, End: true }), starts({}));
    expect(history.at(-1)?.event).toEqual({
      type: 'ExecutionFailed',
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.no' specified for the field 'value.$' could not be found in the input '{}'`,
    });
  });

  it('a Wait is due, not slept', async () => {
    const machine = one({ Type: 'Wait', Seconds: 5, End: true });
    const told = await given(machine)
      .when(starts({ a: 1 }))
      .decidesLike(
        { type: 'ExecutionStarted' },
        { type: 'WaitStateEntered' },
        { type: 'WaitScheduled', state: 'S', visit: 1, dueAt: EPOCH + 5000 },
      );
    expect(nextDue(told.execution)).toBe(seconds(5));
    await given(machine, starts()).when(time(4.999)).decidesNothing();
    await given(machine, starts({ a: 1 }))
      .when(time(5))
      .decides(
        { type: 'WaitStateExited', state: 'S', visit: 1, output: { a: 1 } },
        { type: 'ExecutionSucceeded', output: { a: 1 } },
      );
  });

  it('a Wait for a time that has come is not waited for', async () => {
    await given(one({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true }))
      .when(starts())
      .decidesLike(
        { type: 'ExecutionStarted' },
        { type: 'WaitStateEntered' },
        { type: 'WaitStateExited' },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('a Fail ends the execution with its error and cause, or with none', async () => {
    const { history } = await tell(one({ Type: 'Fail', Error: 'E', Cause: 'C' }), starts());
    expect(history.at(-1)?.event).toEqual({ type: 'ExecutionFailed', error: 'E', cause: 'C' });
    const { history: bare } = await tell(one({ Type: 'Fail' }), starts());
    expect(bare.map(({ event }) => event.type)).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
    expect(bare.at(-1)?.event).toEqual({ type: 'ExecutionFailed' });
  });

  it('counts the visits of a state, and the error of a loop names the event at which it was entered last', async () => {
    const machine = machineOf({
      StartAt: 'T',
      States: {
        T: { Type: 'Task', Resource: 'kafka:a.b', ResultPath: null, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'T' }] },
      },
    });
    const told = await tell(machine, starts({ n: 1 }), succeeds('T'), succeeds('T'));
    const entered = told.history.filter(({ event }) => event.type === 'TaskStateEntered');
    expect(entered.map(({ event }) => (event as { visit: number }).visit)).toEqual([1, 2, 3]);
    expect(told.commands.map(({ id }) => id)).toEqual(['signup:ada/T/1/F', 'signup:ada/T/2/F', 'signup:ada/T/3/F']);
  });

  it('escapes a name that ids and paths are made of', async () => {
    const machine = machineOf({
      StartAt: 'a/b.c',
      States: {
        'a/b.c': { Type: 'Task', Resource: 'kafka:a.b', Next: '__proto__' },
        ['__proto__']: { Type: 'Succeed' },
      },
    });
    const told = await tell(machine, starts());
    expect(told.commands.map(({ id }) => id)).toEqual(['signup:ada/a%2Fb%2Ec/1/F']);
    const done = await tell(machine, starts(), succeeds('a%2Fb%2Ec'));
    expect(done.execution.status).toBe('SUCCEEDED');
    expect(done.history.at(-2)?.event).toMatchObject({ state: '__proto__', visit: 1 });
  });

  it('a loop that waits for nothing lets others have their turn after 500 states, and goes on at once', async () => {
    const machine = machineOf({
      StartAt: 'P',
      States: {
        P: { Type: 'Pass', Next: 'Q' },
        Q: { Type: 'Choice', Choices: [{ Variable: '$', IsPresent: true, Next: 'P' }] },
      },
    });
    const told = await tell(machine, starts());
    expect(told.history).toHaveLength(1 + 500 * 2);
    expect(nextDue(told.execution)).toBe(EPOCH);
    const more = await tell(machine, starts(), time(0));
    expect(more.history).toHaveLength(1 + 1000 * 2);
  });

  it('a loop over a large input stops earlier: a decision is one record, and records have a limit', async () => {
    const machine = machineOf({
      StartAt: 'P',
      States: { P: { Type: 'Pass', Next: 'Q' }, Q: { Type: 'Pass', Next: 'P' } },
    });
    const told = await tell(machine, starts('x'.repeat(250_000)));
    expect(JSON.stringify(told.history).length).toBeLessThan(10_000_000);
    expect(told.history.length).toBeGreaterThan(10);
    expect(nextDue(told.execution)).toBe(EPOCH);
  });

  it('a result over 262,144 bytes fails the attempt, and an output over it the state', async () => {
    const machine = one({ Type: 'Task', Resource: 'kafka:a.b', End: true });
    const within = 'x'.repeat(262_142);
    await given(machine, starts())
      .when(succeeds('S', within))
      .decidesLike({ type: 'TaskSucceeded' }, { type: 'TaskStateExited' }, { type: 'ExecutionSucceeded' });
    await given(machine, starts())
      .when(succeeds('S', `${within}x`))
      .decidesLike(
        { type: 'TaskFailed', error: 'States.DataLimitExceeded', outcome: 'unknown' },
        { type: 'ExecutionFailed', error: 'States.DataLimitExceeded' },
      );
    await given(one({ Type: 'Task', Resource: 'kafka:a.b', ResultPath: '$.r', End: true }), starts())
      .when(succeeds('S', within))
      .decidesLike({ type: 'TaskSucceeded' }, { type: 'ExecutionFailed', error: 'States.DataLimitExceeded' });
    await given(machine)
      .when(starts('€'.repeat(87_381)))
      .isRefused('InvalidExecutionInput');
  });

  it('goes on after a caught error, with the error where the catcher says', async () => {
    const machine = machineOf({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'kafka:a.b',
          Catch: [{ ErrorEquals: ['Refused'], ResultPath: '$.error', Next: 'After' }],
          End: true,
        },
        After: { Type: 'Succeed' },
      },
    });
    const output = { a: 1, error: { Error: 'Refused', Cause: 'Refused of T' } };
    await given(machine, starts({ a: 1 }))
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
        { type: 'TaskStateExited', state: 'T', visit: 1, output, next: 'After' },
        { type: 'SucceedStateEntered', state: 'After', visit: 1, input: output },
        { type: 'SucceedStateExited', state: 'After', visit: 1, output },
        { type: 'ExecutionSucceeded', output },
      );
    const late = machineOf({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'kafka:a.b',
          TimeoutSeconds: 5,
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'After' }],
          End: true,
        },
        After: { Type: 'Succeed' },
      },
    });
    expect((await tell(late, starts(), time(5))).execution).toMatchObject({
      output: { Error: 'States.Timeout', Cause: '' },
    });
    await given(machine, starts({ a: 1 }))
      .when(refuses('T', 'Other'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'ExecutionFailed', error: 'Other', cause: 'Other of T' });
  });
});

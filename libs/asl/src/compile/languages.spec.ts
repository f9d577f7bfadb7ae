import { describe, expect, it } from '@jest/globals';
import type { CompiledState, Json, JsonObject, Scope, StateType } from '../machine.js';
import { compiledState } from '../testing/compiled.js';
import { inner } from '../testing/musts.js';
import { scopeOf } from '../testing/scope-of.js';

const state = <T extends StateType>(Type: T, fields: object): CompiledState<T> =>
  compiledState(Type, { QueryLanguage: 'JSONata', ...fields });
const task = (fields: object): CompiledState<'Task'> =>
  state('Task', { Resource: 'kafka:order.place', Next: 'Done', ...fields });
const ok = (value: unknown) => ({ ok: true, value });
const on = (input: Json, variables: JsonObject = {}): Scope => scopeOf(input, undefined, { variables });

describe('in JSONata', () => {
  it('a Task asks for its Arguments, or hands on its input', async () => {
    const Arguments = { order: '{% $states.input.id %}', as: 'it is' };
    expect(await task({ Arguments }).effectiveInput(on({ id: 1 }))).toEqual(ok({ order: 1, as: 'it is' }));
    expect(await task({}).effectiveInput(on({ id: 1 }))).toEqual(ok({ id: 1 }));
  });

  it('leaves its Output, or its result', async () => {
    const Output = '{% $merge([$states.input, $states.result]) %}';
    expect(await task({ Output }).output(on({ a: 1 }), { b: 2 })).toEqual(ok({ output: { a: 1, b: 2 } }));
    expect(await task({}).output(on({ a: 1 }), { b: 2 })).toEqual(ok({ output: { b: 2 } }));
  });

  it('assigns what is seen as the state was entered', async () => {
    const fields = { Assign: { n: '{% $n + $states.result %}' }, Output: '{% $n %}' };
    expect(await task(fields).output(on({}, { n: 1 }), 5)).toEqual(ok({ output: 1, assigned: { n: 6 } }));
  });

  it('a Task has its time-outs by expression', async () => {
    const { timeoutSeconds, heartbeatSeconds } = task({
      TimeoutSeconds: '{% $states.input.t %}',
      HeartbeatSeconds: '{% 5 + 5 %}',
    });
    expect(await timeoutSeconds(on({ t: 30 }))).toEqual(ok(30));
    expect(await heartbeatSeconds(on({}))).toEqual(ok(10));
    expect(await timeoutSeconds(on({ t: 'soon' }))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('a Parallel gives its branches its Arguments', async () => {
    const { effectiveInput } = state('Parallel', {
      Branches: [inner()],
      Arguments: { a: '{% $states.input.b %}' },
      Next: 'Done',
    });
    expect(await effectiveInput(on({ b: 1 }))).toEqual(ok({ a: 1 }));
  });

  it('a Choice goes where a Condition is true, and leaves what that rule says', async () => {
    const { choose } = state('Choice', {
      Choices: [
        {
          Condition: '{% $states.input.n > 5 %}',
          Assign: { big: true },
          Output: '{% $states.input.n %}',
          Next: 'Done',
        },
      ],
      Assign: { big: false },
      Output: 'small',
      Default: 'Only',
    });
    expect(await choose(on({ n: 6 }))).toEqual(ok({ next: 'Done', output: 6, assigned: { big: true } }));
    expect(await choose(on({ n: 5 }))).toEqual(ok({ next: 'Only', output: 'small', assigned: { big: false } }));
  });

  it('a Condition is a boolean', async () => {
    const { choose } = state('Choice', { Choices: [{ Condition: '{% 1 %}', Next: 'Done' }] });
    expect(await choose(on({}))).toMatchObject({ location: 'Choices[0]/Condition' });
  });

  it('a Wait lasts as long as its expression says', async () => {
    const seconds = state('Wait', { Seconds: '{% $states.input.s * 2 %}', Next: 'Done' });
    const timestamp = state('Wait', { Timestamp: '{% $states.input.t %}', Next: 'Done' });
    expect(await seconds.until(on({ s: 2 }), 1_000)).toEqual(ok(5_000));
    expect(await timestamp.until(on({ t: '2016-03-14T01:59:00Z' }), 0)).toEqual(ok(1_457_920_740_000));
  });

  it('a Fail has its error and cause by expression', async () => {
    const { failure } = state('Fail', { Error: '{% $states.input.e %}', Cause: "{% 'since ' & $why %}" });
    expect(await failure(on({ e: 'E' }, { why: 'so' }))).toEqual(ok({ error: 'E', cause: 'since so' }));
  });

  it('a Catcher sees the error', async () => {
    const Catch = [
      {
        ErrorEquals: ['States.ALL'],
        Output: '{% $states.errorOutput.Cause %}',
        Assign: { error: '{% $states.errorOutput.Error %}' },
        Next: 'Done',
      },
    ];
    const [catcher] = task({ Catch }).Catch;
    expect(await catcher?.output(on({}), { Error: 'E', Cause: 'c' })).toEqual(
      ok({ output: 'c', assigned: { error: 'E' } }),
    );
  });

  it('an undo reads what its step was given and answered, and the error', async () => {
    const Compensate = {
      Resource: 'kafka:order.cancel',
      Arguments: {
        id: '{% $states.input.id %}',
        order: '{% $states.result.order %}',
        since: '{% $states.errorOutput.Error %}',
      },
    };
    const undo = { input: { id: 1 }, output: { order: 2 }, error: { Error: 'E' } };
    expect(await task({ Compensate }).Compensate?.input(on({}), undo)).toEqual(ok({ id: 1, order: 2, since: 'E' }));
  });
});

describe('in JSONPath', () => {
  it('variables are assigned from the result, and read by their names', async () => {
    const { effectiveInput, output } = compiledState('Task', {
      Resource: 'kafka:order.place',
      Parameters: { 'old.$': '$n' },
      Assign: { 'n.$': '$.made', 'was.$': '$n', fix: 5 },
      Next: 'Done',
    });
    expect(await effectiveInput(on({}, { n: 1 }))).toEqual(ok({ old: 1 }));
    expect(await output(on({}, { n: 1 }), { made: 2 })).toEqual(
      ok({ output: { made: 2 }, assigned: { n: 2, was: 1, fix: 5 } }),
    );
  });

  it('a Catcher assigns from the error', async () => {
    const Catch = [{ ErrorEquals: ['E'], Assign: { 'e.$': '$.Error' }, ResultPath: null, Next: 'Done' }];
    const [catcher] = compiledState('Task', { Resource: 'kafka:order.place', Next: 'Done', Catch }).Catch;
    expect(await catcher?.output(on({ a: 1 }), { Error: 'E' })).toEqual(ok({ output: { a: 1 }, assigned: { e: 'E' } }));
  });

  it('a Parallel asks its branches with its Parameters', async () => {
    const { effectiveInput } = compiledState('Parallel', {
      Branches: [inner()],
      Parameters: { 'a.$': '$.b' },
      Next: 'Done',
    });
    expect(await effectiveInput(on({ b: 1 }))).toEqual(ok({ a: 1 }));
  });
});

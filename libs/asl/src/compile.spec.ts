import { describe, expect, it } from '@jest/globals';
import { compile, compileAlone } from './compile.js';
import type { CompiledState, Json, JsonObject, Scope, StateMachine, StateType } from './machine.js';
import { scopeOf } from './testing/scope-of.js';
import { machineOf, signup, task } from './testing/signup.js';

function compiled(definition: unknown): StateMachine {
  const result = compile(definition);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.machine;
}

function stateOf<T extends StateType>(machine: StateMachine, name: string, type: T): CompiledState<T> {
  const state = machine.states.get(name);
  if (state?.Type !== type) throw new Error(`${name} is not a ${type}`);
  return state as unknown as CompiledState<T>;
}

const only = <T extends StateType>(type: T, fields: Record<string, unknown>): CompiledState<T> =>
  stateOf(compiled(machineOf({ Type: type, ...fields })), 'Only', type);

const context = (): JsonObject => ({ Execution: { Input: { first: 1 }, Name: 'ann' }, State: { Name: 'Only' } });
const on = (input: Json): Scope => scopeOf(input, context);
const left = (output: unknown) => ok({ output });
const ok = (value: unknown) => ({ ok: true, value });
const runtime = (cause: string) => ({ ok: false, error: 'States.Runtime', cause });

describe('the signup saga', () => {
  const machine = compiled(signup);

  it('validates clean', async () => {
    expect(compile(signup)).toMatchObject({ ok: true, warnings: [] });
  });

  it('is compiled with the defaults of a saga', async () => {
    expect(machine.saga).toEqual({
      Order: 'LIFO',
      OnFailure: 'COMPENSATE',
      OnAbort: 'COMPENSATE',
      OnTimeout: 'COMPENSATE',
      OnUndoFailure: 'HALT',
      CancelTimeoutSeconds: 60,
    });
    expect(machine.compensates).toBe(true);
    expect([...machine.states.keys()]).toEqual(['CreateUser', 'PlaceOrder', 'SendNotification', 'Refused']);
  });

  it('reads what a step is sent, and puts what it answers beside the input', async () => {
    const createUser = stateOf(machine, 'CreateUser', 'Task');
    const input = { email: 'ann@example.org', name: 'Ann', items: [] };
    expect(createUser).toMatchObject({ Resource: 'kafka:user.create', Next: 'PlaceOrder', CompensateOnFailure: false });
    expect(createUser.effectiveInput(on(input))).toEqual(ok({ email: 'ann@example.org', name: 'Ann' }));
    expect(createUser.output(on(input), { userId: 7 })).toEqual(left({ ...input, user: { userId: 7 } }));
    expect(createUser.timeoutSeconds(on(input))).toEqual(ok(30));
    expect(createUser.heartbeatSeconds(on(input))).toEqual(ok(undefined));
  });

  it('shows an undo what the step saw, and without Parameters all that is known', async () => {
    const undo = { input: { email: 'ann@example.org' }, output: { userId: 7 }, error: { Error: 'Bounced' } };
    const createUser = stateOf(machine, 'CreateUser', 'Task');
    const placeOrder = stateOf(machine, 'PlaceOrder', 'Task');
    expect(createUser.Compensate?.input(on({}), undo)).toEqual(ok({ email: 'ann@example.org' }));
    expect(createUser.Compensate?.Retry).toBeUndefined();
    expect(placeOrder.Compensate?.input(on({}), undo)).toEqual(ok(undo));
  });

  it('puts a caught error where its catcher says', async () => {
    const [catcher] = stateOf(machine, 'PlaceOrder', 'Task').Catch;
    const error = { Error: 'OutOfStock', Cause: 'no stock left' };
    expect(catcher?.output(on({ a: 1 }), error)).toEqual(left({ a: 1, error }));
    expect(await stateOf(machine, 'Refused', 'Fail').failure(on({ error }))).toEqual(
      ok({ error: 'OutOfStock', cause: 'no stock left' }),
    );
  });

  it('drops the result of a step with ResultPath null', async () => {
    expect(stateOf(machine, 'SendNotification', 'Task').output(on({ a: 1 }), { sent: true })).toEqual(left({ a: 1 }));
  });

  it('does not change when the definition that it came from does', async () => {
    const definition = structuredClone(signup) as { States: { CreateUser: { Resource: string } } };
    const before = compiled(definition);
    definition.States.CreateUser.Resource = 'kafka:user.forget';
    expect(stateOf(before, 'CreateUser', 'Task').Resource).toBe('kafka:user.create');
  });
});

describe('a Task', () => {
  it('applies InputPath, Parameters, ResultSelector, ResultPath and OutputPath in that order', async () => {
    const state = only(
      'Task',
      task({
        InputPath: '$.in',
        Parameters: { 'x.$': '$.x', 'name.$': '$$.Execution.Name' },
        ResultSelector: { 'y.$': '$.deep.y' },
        ResultPath: '$.in.result',
        OutputPath: '$.in',
      }),
    );
    const input = { in: { x: 1 }, out: 2 };
    expect(state.effectiveInput(on(input))).toEqual(ok({ x: 1, name: 'ann' }));
    expect(state.output(on(input), { deep: { y: 5 } })).toEqual(left({ x: 1, result: { y: 5 } }));
    expect(input).toEqual({ in: { x: 1 }, out: 2 });
  });

  it('replaces its input by its result unless told otherwise', async () => {
    expect(only('Task', task()).output(on({ a: 1 }), 'done')).toEqual(left('done'));
  });

  it('passes {} for the paths null', async () => {
    const state = only('Task', task({ InputPath: null, OutputPath: null }));
    expect(state.effectiveInput(on({ a: 1 }))).toEqual(ok({}));
    expect(state.output(on({ a: 1 }), 'done')).toEqual(left({}));
  });

  it.each([
    [{ InputPath: '$.nope' }, (state: CompiledState<'Task'>) => state.effectiveInput(on({}))],
    [{ OutputPath: '$.nope' }, (state: CompiledState<'Task'>) => state.output(on({}), {})],
    [{ TimeoutSecondsPath: '$.nope' }, (state: CompiledState<'Task'>) => state.timeoutSeconds(on({}))],
  ])('fails where %j leads to nothing', async (fields, evaluate) => {
    expect(evaluate(only('Task', task(fields)))).toEqual(
      runtime("Invalid path '$.nope' : No results for path: $['nope']"),
    );
  });

  it('cannot put a result beside an input that is not an object', async () => {
    for (const input of ['text', 5, null, true, [1]]) {
      expect(only('Task', task({ ResultPath: '$.a' })).output(on(input), 1)).toMatchObject({
        ok: false,
        error: 'States.ResultPathMatchFailure',
      });
    }
  });

  it('reads its time-outs by path, and takes only whole positive seconds', async () => {
    const state = only('Task', task({ TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h' }));
    expect(state.timeoutSeconds(on({ t: 30 }))).toEqual(ok(30));
    expect(state.heartbeatSeconds(on({ h: 5 }))).toEqual(ok(5));
    for (const t of [0, -1, 1.5, '30', null, 1e12])
      expect(state.timeoutSeconds(on({ t }))).toMatchObject({ ok: false });
    expect(state.timeoutSeconds(on({ t: 'soon' }))).toEqual(
      runtime('The TimeoutSecondsPath field refers to value "soon" which is not a valid integer: $.t'),
    );
  });
});

describe('a Pass', () => {
  it.each<[string, Record<string, unknown>, Json, unknown]>([
    ['its input', {}, { a: 1 }, { a: 1 }],
    ['its Result', { Result: { b: 2 } }, { a: 1 }, { b: 2 }],
    ['a Result of null', { Result: null }, { a: 1 }, null],
    ['a Result beside its input', { Result: 2, ResultPath: '$.b' }, { a: 1 }, { a: 1, b: 2 }],
    ['its Parameters', { Parameters: { 'b.$': '$.a' } }, { a: 1 }, { b: 1 }],
    ['what InputPath leaves', { InputPath: '$.a' }, { a: [1] }, [1]],
    ['the context object', { InputPath: '$$.Execution.Input' }, {}, { first: 1 }],
    ['what OutputPath leaves', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['a Result as it is written', { Result: { 'b.$': '$.a' } }, { a: 1 }, { 'b.$': '$.a' }],
  ])('gives %s', async (_what, fields, input, output) => {
    expect(only('Pass', { ...fields, End: true }).output(on(input))).toEqual(left(output));
  });
});

const choice = (more: Record<string, unknown>) =>
  stateOf(
    compiled({
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.n', NumericLessThan: 0, Next: 'Low' },
            { Variable: '$.n', NumericGreaterThan: 0, Next: 'High' },
          ],
          ...more,
        },
        Low: { Type: 'Succeed' },
        High: { Type: 'Succeed' },
        Otherwise: { Type: 'Succeed' },
      },
    }),
    'Ask',
    'Choice',
  );

describe('a Choice', () => {
  it('goes where the first rule that holds says', async () => {
    expect(await choice({}).choose(on({ n: -1 }))).toEqual(ok({ next: 'Low', output: { n: -1 } }));
    expect(await choice({}).choose(on({ n: 1 }))).toEqual(ok({ next: 'High', output: { n: 1 } }));
  });

  it('goes to its Default, or says that nothing matched', async () => {
    expect(await choice({ Default: 'Otherwise' }).choose(on({ n: 0 }))).toEqual(
      ok({ next: 'Otherwise', output: { n: 0 } }),
    );
    expect(await choice({}).choose(on({ n: 0 }))).toEqual({
      ok: false,
      error: 'States.NoChoiceMatched',
      cause: 'Failed to transition out of the state. The state does not point to a next state.',
    });
  });

  it('fails where a Variable is not there, even with a Default', async () => {
    expect(await choice({ Default: 'Otherwise' }).choose(on({}))).toEqual(
      runtime("Invalid path '$.n': The choice state's condition path references an invalid value."),
    );
  });

  it('fails with a pattern that ends with an open backslash, which AWS takes', async () => {
    const state = choice({ Choices: [{ Variable: '$.n', StringMatches: 'a\\', Next: 'Low' }], Default: 'Otherwise' });
    expect(await state.choose(on({ n: 'a' }))).toEqual(
      runtime("Invalid pattern 'a\\': It ends with an open escape backslash."),
    );
  });

  it('asks what InputPath leaves, and passes on what OutputPath leaves of that', async () => {
    const state = choice({ InputPath: '$.in', OutputPath: '$.n' });
    expect(await state.choose(on({ in: { n: 5 } }))).toEqual(ok({ next: 'High', output: 5 }));
  });
});

const wait = (fields: Record<string, unknown>) => only('Wait', { ...fields, End: true });

describe('a Wait', () => {
  const at = 1_000_000;

  it.each<[Record<string, unknown>, Json, number]>([
    [{ Seconds: 10 }, {}, at + 10_000],
    [{ Seconds: 0 }, {}, at],
    [{ SecondsPath: '$.s' }, { s: 3 }, at + 3_000],
    [{ SecondsPath: '$.s', InputPath: '$.in' }, { in: { s: 3 } }, at + 3_000],
    [{ Timestamp: '2016-03-14T01:59:00Z' }, {}, 1_457_920_740_000],
    [{ TimestampPath: '$.t' }, { t: '2016-03-14T01:59:00.0001Z' }, 1_457_920_740_001],
  ])('%j with %j waits until %d', async (fields, input, until) => {
    expect(await wait(fields).until(on(input), at)).toEqual(ok(until));
  });

  it("says what is no time in AWS's words", async () => {
    const sentence =
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ';
    expect(await wait({ TimestampPath: '$.start_at' }).until(on({ start_at: '2016-03-14T01:59:00' }), at)).toEqual(
      runtime(`${sentence}$.start_at == 2016-03-14T01:59:00`),
    );
    for (const s of [-1, 1.5, '3', null]) {
      expect(await wait({ SecondsPath: '$.s' }).until(on({ s }), at)).toMatchObject({ error: 'States.Runtime' });
    }
    expect(await wait({ SecondsPath: '$.s' }).until(on({}), at)).toMatchObject({ error: 'States.Runtime' });
  });

  it('passes its input on', async () => {
    expect(wait({ Seconds: 1, OutputPath: '$.a' }).output(on({ a: 1 }))).toEqual(left(1));
  });
});

describe('a Succeed and a Fail', () => {
  it('end with what their paths leave', async () => {
    expect(only('Succeed', { InputPath: '$.a', OutputPath: '$.b' }).output(on({ a: { b: 1 } }))).toEqual(left(1));
    expect(await only('Fail', { Error: 'E', Cause: 'because' }).failure(on({}))).toEqual(
      ok({ error: 'E', cause: 'because' }),
    );
    expect(await only('Fail', {}).failure(on({}))).toEqual(ok({}));
    expect(await only('Fail', { ErrorPath: '$$.State.Name' }).failure(on({}))).toEqual(ok({ error: 'Only' }));
  });

  it('say so where a path leads to no text', async () => {
    expect(await only('Fail', { CausePath: '$.c' }).failure(on({ c: 5 }))).toEqual(
      runtime('The CausePath field refers to value "5" which is not a valid string: $.c'),
    );
    expect(await only('Fail', { ErrorPath: '$.c' }).failure(on({}))).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('a machine', () => {
  it('keeps the saga fields that it is given, and its own time-out', async () => {
    const saga = {
      OnFailure: 'NONE',
      OnAbort: 'NONE',
      OnTimeout: 'NONE',
      OnUndoFailure: 'CONTINUE',
      CancelTimeoutSeconds: 5,
    };
    const machine = compiled({ ...machineOf(task()), Saga: { ...saga, Order: 'LIFO' }, TimeoutSeconds: 60 });
    expect(machine.saga).toEqual({ ...saga, Order: 'LIFO' });
    expect(machine.TimeoutSeconds).toBe(60);
    expect(machine.compensates).toBe(false);
  });

  it('may have states with any names', async () => {
    const definition = JSON.parse(
      '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","Next":"constructor"},"constructor":{"Type":"Succeed"}}}',
    );
    expect([...compiled(definition).states.keys()]).toEqual(['__proto__', 'constructor']);
  });
});

describe('a state by itself', () => {
  it('is compiled whatever it leads to and whichever variables it reads', async () => {
    const alone = compileAlone({ Type: 'Pass', Parameters: { 'b.$': '$.a' }, Next: 'Elsewhere' });
    expect(alone).toMatchObject({ ok: true, state: { Type: 'Pass', Name: 'StateName', Next: 'Elsewhere' } });
    if (alone.ok && alone.state.Type === 'Pass') expect(await alone.state.output(on({ a: 1 }))).toEqual(left({ b: 1 }));
  });

  it('is refused with all that is wrong with it', () => {
    expect(compileAlone({ Type: 'Succeed', Result: 1 })).toMatchObject({
      ok: false,
      problems: [{ severity: 'ERROR' }],
    });
  });
});

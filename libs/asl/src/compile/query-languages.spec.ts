import { describe, expect, it } from '@jest/globals';
import { compile } from '../compile.js';
import type { CompiledState, Evaluated, Json, JsonObject, Later, Scope, StateType } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { task } from '../testing/signup.js';

type Fields = Record<string, unknown>;

/** The state `Only` of a machine that has a state `Other`. */
function only<T extends StateType>(type: T, fields: Fields, machine: Fields = {}): CompiledState<T> {
  // Fields that are undefined are left out.
  const definition = {
    ...machine,
    StartAt: 'Init',
    States: {
      Init: { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { v: 1, o: { a: [1, 2] }, items: [1] }, Next: 'Only' },
      Only: { Type: type, ...fields },
      Other: { Type: 'Succeed' },
    },
  };
  const result = compile(JSON.parse(JSON.stringify(definition)));
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.machine.states.get('Only') as unknown as CompiledState<T>;
}

const jsonata = <T extends StateType>(type: T, fields: Fields): CompiledState<T> =>
  only(type, fields, { QueryLanguage: 'JSONata' });

const context = (): JsonObject => ({ State: { Name: 'Only' }, Map: { Item: { Index: 0, Value: 7 } } });
const variables = { v: 5, o: { a: [1, 2] } };
const on = (input: Json): Scope => scopeOf(input, context, { variables });
const ok = (value: unknown) => ({ ok: true, value });
const left = (output: unknown, assigned?: unknown) => ok({ output, ...(assigned !== undefined && { assigned }) });
const evaluation = (location: string, cause: string) => ({
  ok: false,
  error: 'States.QueryEvaluationError',
  location,
  cause,
});
const given = async (value: Later<Evaluated<unknown>> | undefined) => value;

describe('Assign in JSONPath', () => {
  const Assign = {
    'all.$': '$',
    'v.$': '$v',
    'old.$': '$o.a[1]',
    'name.$': '$$.State.Name',
    constant: { 'x.$': '$v' },
  };
  const assigned = (all: Json) => ({ all, v: 5, old: 2, name: 'Only', constant: { x: 5 } });

  it('of a Pass sees its result, before ResultPath and OutputPath', async () => {
    const state = only('Pass', { Result: { r: 1 }, ResultPath: '$.p', OutputPath: '$.p.r', Assign, Next: 'Other' });
    expect(await given(state.output(on({ a: 1 })))).toEqual(left(1, assigned({ r: 1 })));
  });

  it('of a Task, a Parallel and a Map sees the result, before ResultSelector', async () => {
    const fields = { ResultSelector: { 's.$': '$.r' }, ResultPath: '$.p', Assign, Next: 'Other' };
    const state = only('Task', { ...task(fields), End: undefined });
    expect(await given(state.output(on({ a: 1 }), { r: 1 }))).toEqual(left({ a: 1, p: { s: 1 } }, assigned({ r: 1 })));
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
    const parallel = only('Parallel', { Branches: [inner], Assign, Next: 'Other' });
    expect(await given(parallel.output(on({}), [1]))).toEqual(left([1], assigned([1])));
    const map = only('Map', { ItemProcessor: inner, Assign, Next: 'Other' });
    expect(await given(map.output(on({}), [1]))).toEqual(left([1], assigned([1])));
  });

  it('of a Wait and of a Choice sees what InputPath leaves', async () => {
    const wait = only('Wait', { Seconds: 1, InputPath: '$.in', Assign, Next: 'Other' });
    expect(await given(wait.output(on({ in: { r: 1 } })))).toEqual(left({ r: 1 }, assigned({ r: 1 })));
    const choice = only('Choice', {
      InputPath: '$.in',
      Choices: [{ Variable: '$v', NumericEquals: 5, Assign, Next: 'Other' }],
      Default: 'Other',
    });
    expect(await given(choice.choose(on({ in: { r: 1 } })))).toEqual(
      ok({ next: 'Other', output: { r: 1 }, assigned: assigned({ r: 1 }) }),
    );
  });

  it('of a rule that holds goes before that of the state, which is for the Default', async () => {
    const state = only('Choice', {
      Choices: [
        { Variable: '$.n', NumericEquals: 1, Next: 'Other' },
        { Variable: '$.n', NumericEquals: 2, Assign: { w: 'rule' }, Next: 'Other' },
      ],
      Assign: { w: 'state' },
      Default: 'Other',
    });
    const chosen = async (n: number) => given(state.choose(on({ n })));
    expect(await chosen(1)).toEqual(ok({ next: 'Other', output: { n: 1 } }));
    expect(await chosen(2)).toEqual(ok({ next: 'Other', output: { n: 2 }, assigned: { w: 'rule' } }));
    expect(await chosen(3)).toEqual(ok({ next: 'Other', output: { n: 3 }, assigned: { w: 'state' } }));
  });

  it('of a Catcher sees the error', async () => {
    const Catch = [
      { ErrorEquals: ['States.ALL'], ResultPath: '$.e', Assign: { 'error.$': '$.Error', 'v.$': '$v' }, Next: 'Other' },
    ];
    const state = only('Task', { ...task({ Catch, Next: 'Other' }), End: undefined });
    const error = { Error: 'Refused', Cause: 'no' };
    expect(await given(state.Catch[0]?.output(on({ a: 1 }), error))).toEqual(
      left({ a: 1, e: error }, { error: 'Refused', v: 5 }),
    );
  });
});

describe('a state in JSONata', () => {
  it('gives its Output and assigns its variables, from the values that were there when it was entered', async () => {
    const state = jsonata('Pass', {
      Output: { in: '{% $states.input %}', v: '{% $v %}' },
      Assign: { v: '{% $v + 1 %}', old: '{% $v %}' },
      Next: 'Other',
    });
    expect(await given(state.output(on({ a: 1 })))).toEqual(left({ in: { a: 1 }, v: 5 }, { v: 6, old: 5 }));
  });

  it('passes on its input or its result without an Output', async () => {
    expect(await given(jsonata('Pass', { Next: 'Other' }).output(on({ a: 1 })))).toEqual(left({ a: 1 }));
    expect(await given(jsonata('Succeed', {}).output(on({ a: 1 })))).toEqual(left({ a: 1 }));
    expect(await given(jsonata('Task', task()).output(on({ a: 1 }), 'done'))).toEqual(left('done'));
  });

  it('may be one of a JSONPath machine', async () => {
    const state = only('Succeed', { QueryLanguage: 'JSONata', Output: '{% $v %}' });
    expect(await given(state.output(on({})))).toEqual(left(5));
  });

  it('sends its Arguments, and sees its result and its error', async () => {
    const error = { Error: 'E', Cause: 'c' };
    const state = jsonata('Task', {
      ...task({
        Arguments: { x: '{% $states.input.a %}' },
        Output: '{% $states.result.r + $states.input.a %}',
        Assign: { r: '{% $states.result %}' },
        Catch: [
          { ErrorEquals: ['A'], Next: 'Other' },
          {
            ErrorEquals: ['B'],
            Output: { e: '{% $states.errorOutput.Error %}' },
            Assign: { c: '{% $states.errorOutput %}' },
            Next: 'Other',
          },
        ],
        Next: 'Other',
      }),
      End: undefined,
    });
    expect(await given(state.effectiveInput(on({ a: 1 })))).toEqual(ok({ x: 1 }));
    expect(await given(state.output(on({ a: 1 }), { r: 2 }))).toEqual(left(3, { r: { r: 2 } }));
    expect(await given(state.Catch[0]?.output(on({ a: 1 }), error))).toEqual(left(error));
    expect(await given(state.Catch[1]?.output(on({ a: 1 }), error))).toEqual(left({ e: 'E' }, { c: error }));
  });

  it('shows an undo what the step was sent, what it answered and what went wrong', async () => {
    const state = jsonata('Task', {
      ...task({
        Compensate: {
          Resource: 'kafka:order.cancel',
          Arguments: { i: '{% $states.input.a %}', r: '{% $states.result.id %}', v: '{% $v %}' },
        },
      }),
    });
    const undo = { input: { a: 1 }, output: { id: 7 }, error: { Error: 'E' } };
    expect(await given(state.Compensate?.input(on({}), undo))).toEqual(ok({ i: 1, r: 7, v: 5 }));
    expect(await given(state.Compensate?.input(on({}), { input: { a: 1 } }))).toMatchObject({ ok: false });
  });

  it('names the field that gave nothing', async () => {
    const nothing = (text: string, location: string) =>
      evaluation(
        location,
        `The JSONata expression '${text}' specified for the field '${location}' returned nothing (undefined).`,
      );
    const output = jsonata('Pass', { Output: { a: ['{% $states.input.nope %}'] }, Next: 'Other' });
    expect(await given(output.output(on({})))).toEqual(nothing('$states.input.nope', 'Output/a[0]'));
    const assign = jsonata('Pass', { Assign: { w: '{% $states.input.nope %}' }, Next: 'Other' });
    expect(await given(assign.output(on({})))).toEqual(nothing('$states.input.nope', 'Assign/w'));
  });

  it('chooses by Conditions, which are true or false', async () => {
    const state = jsonata('Choice', {
      Choices: [
        { Condition: '{% $states.input.n = 1 %}', Output: 'one', Assign: { w: 1 }, Next: 'Other' },
        { Condition: '{% $sum([$states.input.n, 1]) > 2 %}', Next: 'Other' },
      ],
      Default: 'Other',
      Output: 'none',
    });
    expect(await given(state.choose(on({ n: 1 })))).toEqual(ok({ next: 'Other', output: 'one', assigned: { w: 1 } }));
    expect(await given(state.choose(on({ n: 2 })))).toMatchObject(ok({ next: 'Other' }));
    expect(await given(state.choose(on({ n: 0 })))).toEqual(ok({ next: 'Other', output: 'none' }));
    expect(await given(state.choose(on({ n: 'x' })))).toMatchObject({
      ok: false,
      error: 'States.QueryEvaluationError',
    });
    const odd = jsonata('Choice', { Choices: [{ Condition: '{% $states.input.n %}', Next: 'Other' }] });
    expect(await given(odd.choose(on({ n: 1 })))).toEqual(
      evaluation(
        'Choices[0]/Condition',
        "The JSONata expression '$states.input.n' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
      ),
    );
  });

  it('waits for seconds that are rounded down, or until a moment', async () => {
    const seconds = jsonata('Wait', { Seconds: '{% $states.input.s %}', Next: 'Other' });
    expect(await given(seconds.until(on({ s: 2.9 }), 1_000))).toEqual(ok(3_000));
    expect(await given(seconds.until(on({ s: '2' }), 0))).toMatchObject({ ok: false, location: 'Seconds' });
    expect(await given(seconds.until(on({ s: -1 }), 0))).toMatchObject({ ok: false, location: 'Seconds' });
    const moment = jsonata('Wait', { Timestamp: '{% $states.input.t %}', Next: 'Other' });
    expect(await given(moment.until(on({ t: '1970-01-01T00:00:01Z' }), 0))).toEqual(ok(1_000));
    expect(await given(moment.until(on({ t: '2016-12-05 21:29:29Z' }), 0))).toEqual(
      evaluation(
        'Timestamp',
        'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05 21:29:29Z',
      ),
    );
    expect(await given(moment.until(on({ t: 5 }), 0))).toMatchObject({ ok: false, location: 'Timestamp' });
  });

  it('computes the error of a Fail and the time-outs of a Task', async () => {
    const fail = jsonata('Fail', { Error: '{% $states.input.e %}', Cause: '{% "because " & $v %}' });
    expect(await given(fail.failure(on({ e: 'E' })))).toEqual(ok({ error: 'E', cause: 'because 5' }));
    expect(await given(fail.failure(on({ e: 1 })))).toMatchObject({ ok: false, location: 'Error' });
    const state = jsonata('Task', task({ TimeoutSeconds: '{% $x := $states.input.t %}', HeartbeatSeconds: 5 }));
    expect(await given(state.timeoutSeconds(on({ t: 30 })))).toEqual(ok(30));
    expect(await given(state.heartbeatSeconds(on({})))).toEqual(ok(5));
    expect(await given(state.timeoutSeconds(on({ t: 0 })))).toEqual(
      evaluation('TimeoutSeconds', 'TimeoutSeconds must be between 1 and 99999999.'),
    );
  });
});

describe('a Map', () => {
  const ItemProcessor = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
  const map = (fields: Fields) => only('Map', { ItemProcessor, Next: 'Other', ...fields });
  const inJsonata = (fields: Fields) => jsonata('Map', { ItemProcessor, Next: 'Other', ...fields });
  const Distributed = { ...ItemProcessor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
  const distributed = (fields: Fields) => map({ ItemProcessor: Distributed, ...fields });

  it('reads its items by path, those of an object with their names where it is distributed', async () => {
    expect(await given(map({ ItemsPath: '$.l' }).items(on({ l: [1, 2] })))).toEqual(ok({ items: [1, 2] }));
    expect(await given(map({ ItemsPath: '$o.a' }).items(on({})))).toEqual(ok({ items: [1, 2] }));
    expect(await given(distributed({}).items(on({ a: 1, b: 2 })))).toEqual(ok({ items: [1, 2], keys: ['a', 'b'] }));
    expect(await given(map({}).items(on({ a: 1, b: 2 })))).toMatchObject({
      error: 'States.Runtime',
      cause: 'Reference path "$" must point to array.',
    });
    expect(await given(map({}).items(on('text')))).toMatchObject({
      error: 'States.Runtime',
      cause: 'Reference path "$" must point to array.',
    });
  });

  it('reads its items from an expression, a list or its input', async () => {
    expect(await given(inJsonata({ Items: '{% $states.input.l %}' }).items(on({ l: [1] })))).toEqual(
      ok({ items: [1] }),
    );
    expect(await given(inJsonata({ Items: [1, '{% $v %}'] }).items(on({})))).toEqual(ok({ items: [1, 5] }));
    expect(await given(inJsonata({}).items(on([3])))).toEqual(ok({ items: [3] }));
    expect(await given(inJsonata({}).items(on({ foo: 'bar' })))).toEqual({
      ok: false,
      error: 'States.QueryEvaluationError',
      cause: 'Map state input must be an array but was: {"foo":"bar"}',
    });
    const anObject = { Items: "{% {'foo': 'bar'} %}" };
    expect(await given(inJsonata({ ItemProcessor: Distributed, ...anObject }).items(on({})))).toEqual(
      ok({ items: ['bar'], keys: ['foo'] }),
    );
    expect(await given(inJsonata(anObject).items(on({})))).toEqual(
      evaluation(
        'Items',
        `The JSONata expression '{'foo': 'bar'}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {"foo":"bar"}`,
      ),
    );
    expect(await given(inJsonata({ Items: '{% null %}' }).items(on({})))).toEqual(
      evaluation(
        'Items',
        "The JSONata expression 'null' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'null' for value: null",
      ),
    );
  });

  it('gives an iteration its item, with the name where it has one, or what ItemSelector makes of it', async () => {
    expect(await given(map({}).itemInput(on([7]), 7))).toEqual(ok(7));
    const named = { ...on({}), context: () => ({ Map: { Item: { Index: 0, Key: 'a', Value: 7 } } }) };
    expect(await given(map({}).itemInput(named, 7))).toEqual(ok({ Key: 'a', Value: 7 }));
    const ItemSelector = { 'value.$': '$$.Map.Item.Value', 'from.$': '$.b', 'v.$': '$v' };
    expect(await given(map({ ItemSelector }).itemInput(on({ b: 1 }), 7))).toEqual(ok({ value: 7, from: 1, v: 5 }));
    expect(
      await given(
        map({ ItemProcessor: undefined, Iterator: ItemProcessor, Parameters: ItemSelector }).itemInput(on({ b: 1 }), 7),
      ),
    ).toEqual(ok({ value: 7, from: 1, v: 5 }));
    const selected = inJsonata({
      ItemSelector: { value: '{% $states.context.Map.Item.Value %}', from: '{% $states.input.b %}' },
    });
    expect(await given(selected.itemInput(on({ b: 1 }), 7))).toEqual(ok({ value: 7, from: 1 }));
  });

  it('has its settings from the definition, by path or from an expression', async () => {
    expect(await given(map({ MaxConcurrency: 3 }).maxConcurrency(on({})))).toEqual(ok(3));
    expect(await given(map({}).maxConcurrency(on({})))).toEqual(ok(undefined));
    const byPath = map({
      MaxConcurrencyPath: '$.n',
      ToleratedFailureCountPath: '$.n',
      ToleratedFailurePercentagePath: '$.n',
    });
    expect(await given(byPath.maxConcurrency(on({ n: 3 })))).toEqual(ok(3));
    expect(await given(byPath.maxConcurrency(on({ n: '3' })))).toEqual(ok(3));
    expect(await given(byPath.toleratedFailurePercentage(on({ n: 1.5 })))).toEqual(ok(1.5));
    expect(await given(inJsonata({ MaxConcurrency: '{% $v %}' }).maxConcurrency(on({})))).toEqual(ok(5));
    expect(
      await given(inJsonata({ ToleratedFailurePercentage: '{% $v / 2 %}' }).toleratedFailurePercentage(on({}))),
    ).toEqual(ok(2.5));
  });

  it("refuses other settings in Step Functions' words", async () => {
    const byPath = map({
      MaxConcurrencyPath: '$.n',
      ToleratedFailureCountPath: '$.n',
      ToleratedFailurePercentagePath: '$.n',
    });
    const cause = async (value: Later<Evaluated<unknown>>) => ((await value) as { cause?: string }).cause;
    expect(await cause(byPath.maxConcurrency(on({ n: 'NoNumber' })))).toBe(
      'The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.n',
    );
    expect(await cause(byPath.toleratedFailurePercentage(on({ n: {} })))).toBe(
      'The ToleratedFailurePercentagePath field refers to value "{}" which is not a valid float: $.n',
    );
    for (const n of [-1.1, 100.1, '-1']) {
      expect(await cause(byPath.toleratedFailurePercentage(on({ n })))).toBe(
        'ToleratedFailurePercentage must be between 0 and 100.',
      );
    }
    expect(await cause(byPath.toleratedFailureCount(on({ n: -1 })))).toBe('ToleratedFailureCount cannot be negative.');
    const computed = inJsonata({ ToleratedFailurePercentage: '{% 101 %}' });
    expect(await given(computed.toleratedFailurePercentage(on({})))).toEqual(
      evaluation('ToleratedFailurePercentage', 'ToleratedFailurePercentage must be between 0 and 100.'),
    );
  });

  const processor = { ...ItemProcessor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
  const S3 = 'arn:aws:states:::s3';

  it('that is distributed says where its items come from and where its results go', async () => {
    const state = map({
      ItemProcessor: processor,
      ItemReader: {
        Resource: `${S3}:getObject`,
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.n' },
        Parameters: { 'Bucket.$': '$.b', Key: 'k' },
      },
      ItemBatcher: { MaxItemsPerBatch: 10, MaxInputBytesPerBatchPath: '$.n', BatchInput: { 'v.$': '$v' } },
      ResultWriter: { Resource: `${S3}:putObject`, Parameters: { 'Bucket.$': '$.b', Prefix: 'p' } },
    });
    expect(state).toMatchObject({
      mode: 'DISTRIBUTED',
      reader: { Resource: `${S3}:getObject`, InputType: 'CSV', CSVDelimiter: 'COMMA', Transformation: 'NONE' },
      writer: { Resource: `${S3}:putObject`, OutputType: 'JSON' },
    });
    const scope = on({ b: 'bucket', n: 3 });
    expect(await given(state.reader?.target(scope))).toEqual(ok({ Bucket: 'bucket', Key: 'k' }));
    expect(await given(state.reader?.maxItems(scope))).toEqual(ok(3));
    expect(await given(state.batcher?.maxItemsPerBatch(scope))).toEqual(ok(10));
    expect(await given(state.batcher?.maxInputBytesPerBatch(scope))).toEqual(ok(3));
    expect(await given(state.batcher?.batchInput(scope))).toEqual(ok({ v: 5 }));
    expect(await given(state.writer?.target(scope))).toEqual(ok({ Bucket: 'bucket', Prefix: 'p' }));
  });

  it('that is distributed computes them in JSONata', async () => {
    const state = inJsonata({
      ItemProcessor: processor,
      ItemReader: {
        Resource: `${S3}:listObjectsV2`,
        Arguments: { Bucket: '{% $states.input.b %}' },
        ReaderConfig: { MaxItems: '{% $states.input.nope %}' },
      },
      ItemBatcher: { MaxItemsPerBatch: '{% 2.5 %}' },
    });
    const scope = on({ b: 'bucket' });
    expect(await given(state.reader?.target(scope))).toEqual(ok({ Bucket: 'bucket' }));
    expect(await given(state.reader?.maxItems(scope))).toMatchObject({ location: 'ItemReader/ReaderConfig/MaxItems' });
    expect(await given(state.batcher?.maxItemsPerBatch(scope))).toEqual(ok(2));
    expect(await given(state.batcher?.batchInput(scope))).toEqual(ok(undefined));
    expect(state.writer).toBeUndefined();
  });

  it('that is distributed reads and writes where an expression says, if that is an object', async () => {
    const where = '{% $states.input %}';
    const state = inJsonata({
      ItemProcessor: processor,
      ItemReader: { Resource: `${S3}:listObjectsV2`, Arguments: where },
      ResultWriter: { Resource: `${S3}:putObject`, Arguments: where },
    });
    const wrong = { error: 'States.QueryEvaluationError' };
    expect(await given(state.reader?.target(on({ Bucket: 'b' })))).toEqual(ok({ Bucket: 'b' }));
    expect(await given(state.reader?.target(on([])))).toMatchObject({ ...wrong, location: 'ItemReader/Arguments' });
    expect(await given(state.writer?.target(on('b')))).toMatchObject({ ...wrong, location: 'ResultWriter/Arguments' });
  });
});

describe('a Lock', () => {
  it('has its key as it is written, by path or from an expression', async () => {
    const lock = (fields: Fields, language = 'JSONPath') =>
      only('Task', { ...task({ QueryLanguage: language, Lock: fields }) }).lock;
    expect(lock({ Key: 'all', TimeoutSeconds: 5 })).toMatchObject({ Policy: 'WAIT', TimeoutSeconds: 5 });
    expect(await given(lock({ Key: 'all' })?.key(on({})))).toEqual(ok('all'));
    expect(await given(lock({ KeyPath: '$.id', Policy: 'FAIL_FAST' })?.key(on({ id: 7 })))).toEqual(ok('7'));
    expect(await given(lock({ KeyPath: '$.id' })?.key(on({ id: {} })))).toMatchObject({ error: 'States.Runtime' });
    expect(await given(lock({ Key: '{% "o-" & $states.input.id %}' }, 'JSONata')?.key(on({ id: 7 })))).toEqual(
      ok('o-7'),
    );
    expect(await given(lock({ Key: '{% $states.input %}' }, 'JSONata')?.key(on({})))).toMatchObject({
      location: 'Lock/Key',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { TestStateInput } from '@aws-sdk/client-sfn';
import type { Surroundings } from './surroundings.js';
import { testState } from './test-state.js';

let made = 0;
const surroundings: Surroundings = {
  arns: { region: 'eu-west-1', account: '123456789012' },
  at: Date.parse('2026-11-25T10:00:00.000Z'),
  random: () => 0.5,
  uuid: () => `id-${++made}`,
};

type Request = Omit<TestStateInput, 'definition'>;
const test = (definition: unknown, request: Request = {}, more: Partial<Surroundings> = {}) =>
  testState({ definition: JSON.stringify(definition), ...request }, { ...surroundings, ...more });

async function answers(definition: unknown, request: Request = {}, more: Partial<Surroundings> = {}) {
  const tested = await test(definition, request, more);
  if (!tested.ok) throw new Error(`${tested.error}: ${tested.message}`);
  return tested.output;
}

const inspected = async (definition: unknown, request: Request = {}) =>
  (await answers(definition, { inspectionLevel: 'DEBUG', ...request })).inspectionData;

async function refuses(definition: unknown, request: Request = {}) {
  const tested = await test(definition, request);
  if (tested.ok) throw new Error(JSON.stringify(tested.output));
  return `${tested.error}: ${tested.message}`;
}

const lambda = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const token = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true };
const block = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } };
const map = { Type: 'Map', ItemProcessor: block, End: true };
const far = {
  ...map,
  ItemProcessor: { ...block, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
};
const fails = (error: string, cause = '') => ({ mock: { errorOutput: { error, cause } } });
const gives = (result: unknown, fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE') => ({
  mock: { result: JSON.stringify(result), ...(fieldValidationMode && { fieldValidationMode }) },
});

const after = (retrierRetryCount: number) => ({ ...fails('E', 'why'), stateConfiguration: { retrierRetryCount } });
const context = async (state: object, request: Request) => JSON.parse((await answers(state, request)).output ?? '');
const invoke = async (called: object) => ({ ok: true as const, result: { called } as never });

describe('the definition', () => {
  it('is of a state that may lead to states that are not there', async () => {
    expect(await answers({ Type: 'Pass', Next: 'Elsewhere' })).toEqual({
      output: '{}',
      nextState: 'Elsewhere',
      status: 'SUCCEEDED',
    });
  });

  it('of a machine is tested at a state of any depth', async () => {
    const inner = { Type: 'Pass', Result: 7, End: true };
    const nested = { Type: 'Parallel', Branches: [{ StartAt: 'Deep', States: { Deep: inner } }], End: true };
    const machine = { StartAt: 'M', States: { M: { ...map, ItemProcessor: { StartAt: 'P', States: { P: nested } } } } };
    expect(await answers(machine, { stateName: 'Deep' })).toMatchObject({ output: '7' });
    expect(await refuses(machine, { stateName: 'toString' })).toBe(
      'ValidationException: State not found in definition',
    );
  });

  it('of a machine in JSONata holds for a state that does not say otherwise', async () => {
    const machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { Type: 'Succeed', Output: '{% 1 + 1 %}' } },
    };
    expect(await answers(machine, { stateName: 'A' })).toMatchObject({ output: '2' });
  });

  it('that is no definition is refused with what is wrong', async () => {
    expect(await refuses({ Type: 'Pass' })).toMatch(
      /^InvalidDefinition: Invalid State Machine Definition: '.*StateName/u,
    );
    const tested = await testState({ definition: '{"Type":' }, surroundings);
    expect(tested).toMatchObject({ ok: false, error: 'InvalidDefinition' });
    const deep = await testState({ definition: '['.repeat(5_000) + ']'.repeat(5_000) }, surroundings);
    expect(deep).toMatchObject({ ok: false, error: 'InvalidDefinition' });
  });
});

describe('a request', () => {
  it.each<[why: string, definition: unknown, request: Request, message: string]>([
    ['has a role for a Task that is called', lambda, {}, 'RoleArn must be specified when testing a Task state'],
    [
      'counts retries only of a mock',
      lambda,
      { stateConfiguration: { retrierRetryCount: 1 } },
      'TestState does not support RetrierRetryCount when a mock is not specified.',
    ],
    [
      'has a context only with a mock',
      lambda,
      { context: '{}' },
      'TestState does not support Context when a mock is not specified.',
    ],
    [
      'does not reveal secrets of a mock',
      lambda,
      { revealSecrets: true, ...gives({}) },
      'TestState does not support RevealSecrets when a mock is specified.',
    ],
    ['has a mock that is JSON', lambda, { mock: { result: '{' } }, 'Mocked result must be valid JSON'],
    [
      'has a mock that says something',
      lambda,
      { mock: {} },
      'A test mock should have one of the following fields: [result, errorOutput].',
    ],
    [
      'mocks no Choice',
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }] },
      gives({}),
      "State type 'Choice' is not supported when a mock is specified",
    ],
    [
      'mocks no Wait',
      { Type: 'Wait', Seconds: 1, End: true },
      gives({}),
      "State type 'Wait' is not supported when a mock is specified",
    ],
    [
      'mocks the branches of a Parallel as a list',
      { Type: 'Parallel', Branches: [block], End: true },
      gives({}),
      'Mocked result must be an array.',
    ],
    [
      'mocks what a ResultWriter leaves as an object',
      { ...far, ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } } },
      gives([]),
      'Mocked result must be a JSON object.',
    ],
    [
      'blames a state within',
      map,
      { ...fails('E'), stateConfiguration: { errorCausedByState: 'Outer' } },
      'State not found in definition',
    ],
    ['has variables', { Type: 'Succeed' }, { variables: '[]' }, 'Variables must be a JSON object'],
  ])('%s', async (_why, definition, request, message) => {
    expect(await refuses(definition, request)).toBe(`ValidationException: ${message}`);
  });

  it('has an input that is JSON', async () => {
    expect(await refuses({ Type: 'Succeed' }, { input: '{' })).toMatch(/^InvalidExecutionInput: /u);
  });

  it('mocks what does not answer at once', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/any';
    expect(await refuses(token, { roleArn })).toMatch(/^InvalidDefinition: .*waitForTaskToken/u);
    expect(await answers(token, gives({ any: 1 }))).toMatchObject({ output: '{"any":1}' });
  });
});

describe('a mocked result', () => {
  const startExecution = { ...lambda, Resource: 'arn:aws:states:::states:startExecution' };
  it.each<[what: string, resource: string, result: unknown, problem: string]>([
    ['misses a field', 'states:startExecution', {}, "Required field 'ExecutionArn' is missing"],
    ['has another type', 'aws-sdk:s3:getObject', { DeleteMarker: 'yes' }, "Field 'DeleteMarker' must be a boolean"],
    ['has no object', 'dynamodb:putItem', { ConsumedCapacity: 1 }, "Field 'ConsumedCapacity' must be an object"],
    ['has no map', 'aws-sdk:s3:getObject', { Metadata: [] }, "Field 'Metadata' must be an object"],
    ['has a wrong value in a map', 'dynamodb:getItem', { Item: { id: { S: 1 } } }, "Field 'S' must be a string"],
    [
      'is wrong far within',
      'dynamodb:getItem',
      { Item: { a: { L: [{ M: { b: { BOOL: 'x' } } }] } } },
      "Field 'BOOL' must be a boolean",
    ],
    [
      'is too much',
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 99_999 } },
      "Field 'MemorySize' is greater than the maximum value",
    ],
    ['is in the SDK a text', 'aws-sdk:lambda:invoke', { Payload: {} }, "Field 'Payload' must be a string"],
  ])('that %s is not what the API answers', async (_what, resource, result, problem) => {
    const state = { ...lambda, Resource: `arn:aws:states:::${resource}` };
    expect(await refuses(state, gives(result))).toBe(
      `ValidationException: Mock result schema validation error: ${problem}`,
    );
    expect(await answers(state, gives(result, 'NONE'))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each<[what: string, resource: string, result: unknown]>([
    ['has a field that the API has not', 'lambda:invoke', { mine: 1 }],
    ['has a payload that is JSON', 'lambda:invoke', { Payload: { a: [1] }, StatusCode: 200 }],
    ['is of a service without a table', 'aws-sdk:unheardof:getThing', { any: 1 }],
    ['is of a participant', 'billing:charge', { any: 1 }],
    [
      'is the end of a nested execution',
      'states:startExecution.sync:2',
      { ExecutionArn: 'a', StateMachineArn: 'm', Status: 'SUCCEEDED', StartDate: 'now', Output: { a: 1 } },
    ],
  ])('that %s is taken', async (_what, resource, result) => {
    expect(await answers({ ...lambda, Resource: `arn:aws:states:::${resource}` }, gives(result))).toEqual({
      output: JSON.stringify(result),
      status: 'SUCCEEDED',
    });
  });

  it('may lack required fields where only what is present counts', async () => {
    expect(await answers(startExecution, gives({ StartDate: 'now' }, 'PRESENT'))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  it('of a function by its ARN may be anything', async () => {
    const state = { ...lambda, Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f' };
    expect(await answers(state, gives([1]))).toMatchObject({ output: '[1]' });
  });
});

describe('a mocked error', () => {
  const retry = { ErrorEquals: ['E'], IntervalSeconds: 3, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 10 };
  const handled = {
    ...lambda,
    Retry: [{ ErrorEquals: ['Other'] }, retry],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'C' }],
  };

  it.each([
    [0, 3],
    [1, 6],
    [2, 10],
  ])('is retried after %i retries, with a back-off up to its cap', async (count, retryBackoffIntervalSeconds) => {
    expect(await answers(handled, { inspectionLevel: 'TRACE', ...after(count) })).toMatchObject({
      status: 'RETRIABLE',
      inspectionData: { errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds } },
    });
  });

  it('is caught once its retrier is spent', async () => {
    expect(await answers(handled, { inspectionLevel: 'DEBUG', input: '{"a":1}', ...after(4) })).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'C',
      output: '{"a":1,"e":{"Error":"E","Cause":"why"}}',
      error: 'E',
      cause: 'why',
      inspectionData: { errorDetails: { retryIndex: 1, catchIndex: 0 } },
    });
  });

  it('that nobody names is the end', async () => {
    const answer = await answers(lambda, { inspectionLevel: 'DEBUG', ...fails('E') });
    expect(answer).toMatchObject({ status: 'FAILED', error: 'E' });
    expect(answer.inspectionData).not.toHaveProperty('errorDetails');
  });

  it('leaves the variables that its catcher assigns', async () => {
    const Catch = [{ ErrorEquals: ['E'], Assign: { 'seen.$': '$.Error' }, Next: 'C' }];
    expect(await inspected({ ...lambda, Catch }, { variables: '{"old":1}', ...fails('E') })).toMatchObject({
      variables: '{"old":1,"seen":"E"}',
    });
  });

  it('is the first thing that is seen of a state whose data cannot be computed', async () => {
    const state = { ...lambda, Parameters: { 'a.$': '$.a' }, Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'C' }] };
    expect(await answers(state, { inspectionLevel: 'DEBUG', ...fails('E') })).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'States.Runtime',
      cause: expect.stringMatching(
        /^An error occurred while executing the state 'StateName' \(entered at the event id #2\)\. /u,
      ),
      inspectionData: { afterInputPath: '{}', errorDetails: { catchIndex: 0 } },
    });
  });
});

describe('what is seen on the way', () => {
  it('is nothing where nobody asks', async () => {
    expect(await answers({ Type: 'Succeed' })).not.toHaveProperty('inspectionData');
  });

  it('of a Task in JSONPath is every stage', async () => {
    const state = {
      ...lambda,
      InputPath: '$.a',
      Parameters: { 'p.$': '$.b' },
      ResultSelector: { 's.$': '$.r' },
      ResultPath: '$.x',
      OutputPath: '$.x',
    };
    const request = { input: '{"a": {"b": 1}}', ...gives({ r: 2 }) };
    expect(await answers(state, request)).toMatchObject({ output: '{"s":2}' });
    expect(await inspected(state, request)).toEqual({
      input: '{"a": {"b": 1}}',
      afterInputPath: '{"b": 1}',
      afterParameters: '{"p":1}',
      result: '{"r":2}',
      afterResultSelector: '{"s":2}',
      afterResultPath: '{"a":{"b":1},"x":{"s":2}}',
    });
  });

  it('of a Task in JSONata is its arguments and its result', async () => {
    const state = {
      ...lambda,
      QueryLanguage: 'JSONata',
      Arguments: { n: '{% $states.input.n + $v %}' },
      Output: '{% $states.result.r %}',
    };
    const request = { input: '{"n":1}', variables: '{"v":2}', ...gives({ r: [1, 2] }) };
    expect(await inspected(state, request)).toEqual({
      input: '{"n":1}',
      afterArguments: '{"n":3}',
      result: '{"r":[1,2]}',
      variables: '{"v":2}',
    });
  });

  it('tells one story where chance is drawn', async () => {
    let next = 0;
    const state = { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true };
    const { output, inspectionData } = await answers(
      state,
      { inspectionLevel: 'DEBUG' },
      { random: () => (next += 0.001) },
    );
    expect(inspectionData).toMatchObject({ afterParameters: output, afterResultPath: output });
  });

  it('of a Map are the inputs of its iterations, in batches if there are some', async () => {
    const state = {
      ...far,
      ItemsPath: '$.l',
      ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'all.$': '$.n' } },
      ToleratedFailurePercentage: 50,
      MaxConcurrency: 3,
    };
    const seen = await inspected(state, { input: '{"n": 9, "l": [5, 6, 7]}', ...gives([]) });
    expect(seen).toMatchObject({
      afterItemsPath: '[5, 6, 7]',
      afterItemSelector: '[{"i":0,"v":5},{"i":1,"v":6},{"i":2,"v":7}]',
      afterItemBatcher:
        '[{"BatchInput":{"all":9},"Items":[{"i":0,"v":5},{"i":1,"v":6}]},{"BatchInput":{"all":9},"Items":[{"i":2,"v":7}]}]',
      maxConcurrency: 3,
      toleratedFailurePercentage: 50,
    });
    expect(
      await answers(state, {
        input: '{"n": 9, "l": [5, 6, 7]}',
        ...gives([]),
        stateConfiguration: { mapIterationFailureCount: 2 },
      }),
    ).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
  });

  it.each<[format: string, config: object, data: string, items: unknown]>([
    ['JSON', { InputType: 'JSON', ItemsPointer: '/a/b~1c' }, '{"a":{"b/c":[1,2]}}', [1, 2]],
    ['JSONL', { InputType: 'JSONL' }, '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['CSV', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 1 }, 'a,b\n1,2\n3,4\n', [{ a: '1', b: '2' }]],
    [
      'CSV',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x'], CSVDelimiter: 'PIPE' },
      '1\n',
      [{ x: '1' }],
    ],
    [
      'CSV with backslashes and a row that is too short',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 0 },
      'path,size\nC:\\\\Temp\\, \\"x\\",6\n\\q\n',
      [
        { path: 'C:\\Temp, "x"', size: '6' },
        { path: 'q', size: '' },
      ],
    ],
    ['JSONL, of which nothing is read behind MaxItems', { InputType: 'JSONL', MaxItems: 1 }, '1\n{', [1]],
  ])('of an ItemReader is what it reads as %s', async (_format, ReaderConfig, mapItemReaderData, items) => {
    const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' }, ReaderConfig };
    const ItemSelector = { 'v.$': '$$.Map.Item.Value', 'from.$': '$$.Map.Item.Source' };
    const state = { ...far, ItemReader: reader, ItemSelector };
    const seen = await inspected(state, { ...gives([]), stateConfiguration: { mapItemReaderData } });
    const from = 'S3://b/k';
    expect(JSON.parse(seen?.afterItemSelector ?? '')).toEqual((items as unknown[]).map((v) => ({ v, from })));
  });

  it('keeps the text of what goes through unchanged', async () => {
    const input = '[ 1,  {"a" : "\\u00e9"} ]';
    expect(await answers({ Type: 'Succeed' }, { input })).toMatchObject({ output: input });
    expect(await answers({ Type: 'Succeed', OutputPath: '$[1]' }, { input })).toMatchObject({
      output: '{"a" : "\\u00e9"}',
    });
    const made = { Type: 'Succeed', QueryLanguage: 'JSONata', Output: '{% $states.input %}' };
    expect(await answers(made, { input })).toMatchObject({ output: '[1,{"a":"é"}]' });
  });
});

describe('the context object', () => {
  const whole = { ...lambda, QueryLanguage: 'JSONata', Output: '{% $states.context %}' };

  it('is that of an Express execution which was made for the test', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/any';
    const { Execution, StateMachine, State } = await context(whole, { roleArn, input: '{"a":1}', ...gives({}) });
    expect(Execution).toEqual({
      Id: `arn:aws:states:eu-west-1:123456789012:express:${StateMachine.Name}:${Execution.Name}`,
      Input: { a: 1 },
      Name: expect.any(String),
      RoleArn: roleArn,
      StartTime: '2026-11-25T10:00:00.000Z',
    });
    expect(State).toEqual({ EnteredTime: '2026-11-25T10:00:00.000Z', Name: 'StateName', RetryCount: 0 });
  });

  it('has a token where one is waited for', async () => {
    const state = { ...token, Parameters: { 't.$': '$$.Task.Token' } };
    expect(await inspected(state, gives({}))).toMatchObject({ afterParameters: expect.stringMatching(/^\{"t":"id-/u) });
  });

  it('is the given one as it stands', async () => {
    const given = { Execution: { Name: 'mine' }, State: { RetryCount: 4 } };
    expect(await context(whole, { context: JSON.stringify(given), ...gives({}) })).toEqual(given);
  });

  it.each([
    ['"x"', 'Context object must be a JSON object'],
    [
      '{"Task":{"Token":"t"}}',
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    ],
    ['{"State":{"RetryCount":"1"}}', 'State.RetryCount must be a number'],
    ['{"State":{"Colour":"red"}}', "Field 'Colour' is not allowed"],
    ['{"toString":{}}', "Field 'toString' is not allowed"],
    ['{"State":1}', 'State must be an object'],
  ])('cannot be %s', async (text, problem) => {
    expect(await refuses(lambda, { context: text, ...gives({}) })).toBe(
      `ValidationException: Invalid Context object provided: ${problem}`,
    );
  });
});

describe('a state without a mock', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/any';

  it('that waits is not waited for, unless it would outlast the test', async () => {
    expect(await answers({ Type: 'Wait', Seconds: 300, Next: 'B' }, { input: '1' })).toEqual({
      output: '1',
      nextState: 'B',
      status: 'SUCCEEDED',
    });
    expect(await answers({ Type: 'Wait', Seconds: 301, End: true })).toEqual({
      status: 'FAILED',
      error: 'States.Timeout',
    });
  });

  it('that fails by itself tells why', async () => {
    expect(await answers({ Type: 'Fail', ErrorPath: '$.e', Cause: 'c' }, { input: '{"e":"E"}' })).toEqual({
      status: 'FAILED',
      error: 'E',
      cause: 'c',
    });
  });

  it('calls whom it names, if somebody can', async () => {
    const state = { ...lambda, Parameters: { FunctionName: 'f' }, TimeoutSecondsPath: '$.s', ResultPath: '$.r' };
    const { output } = await answers(state, { roleArn, input: '{"s":7}' }, { invoke });
    expect(JSON.parse(output ?? '')).toEqual({
      s: 7,
      r: { called: { resource: lambda.Resource, input: { FunctionName: 'f' }, timeoutSeconds: 7 } },
    });
    expect(await refuses(state, { roleArn, input: '{"s":7}' })).toMatch(/Specify a mock\.$/u);
  });

  it('leaves no more than a payload may hold', async () => {
    const state = { Type: 'Pass', ResultPath: '$.again', End: true };
    const input = JSON.stringify({ text: 'x'.repeat(200_000) });
    expect(await answers(state, { input })).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

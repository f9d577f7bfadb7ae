import { describe, expect, it } from '@jest/globals';
import type { Json, Via } from '#contracts';
import type { EngineMessage } from '../decision.js';
import {
  given,
  machineOf,
  refuses,
  starts,
  submits,
  succeeds,
  tell,
  tellWith,
  time,
  undoSucceeds,
  type Happening,
} from '../testing/index.js';
import { functionNameOf } from './lambda-function.js';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:pay';

const machine = (task: object, more: object = {}) =>
  machineOf({ StartAt: 'Pay', States: { Pay: { Type: 'Task', End: true, ...task }, ...more } });

const byArn = machine({ Resource: ARN });
const invoke = (parameters: object, more: object = {}) =>
  machine({ Resource: 'arn:aws:states:::lambda:invoke', Parameters: parameters, ...more });

const commandOf = async (...[of, input]: [Parameters<typeof tell>[0], Json?]) =>
  (await tell(of, starts(input ?? {}))).commands.map(({ command, input: sent }) => ({ command, input: sent }));

const outputOf = async (of: Parameters<typeof tell>[0], output: Json, via?: Via) =>
  (await tellWith(of, { route: () => via }, starts({}), succeeds('Pay', output))).execution;

describe('the name of a function', () => {
  it.each([
    ['pay', 'pay'],
    ['pay:7', 'pay'],
    ['123456789012:function:pay', 'pay'],
    ['function:pay:PROD', 'pay'],
    [ARN, 'pay'],
    [`${ARN}:$LATEST`, 'pay'],
  ])('of %s is %s', (text, name) => expect(functionNameOf(text)).toBe(name));

  it('is not found where there is none', () => expect(functionNameOf('a b/c')).toBeUndefined());
});

describe('a Lambda function', () => {
  it('is a participant of its name: by its ARN it is given the input', async () => {
    expect(await commandOf(byArn, { amount: 7 })).toEqual([{ command: 'pay.invoke', input: { amount: 7 } }]);
    expect(await outputOf(byArn, { paid: true })).toMatchObject({ status: 'SUCCEEDED', output: { paid: true } });
  });

  it('by lambda:invoke it is given the payload, and the result is what Invoke answers', async () => {
    const of = invoke({ FunctionName: `${ARN}:PROD`, 'Payload.$': '$' });
    expect(await commandOf(of, { amount: 7 })).toEqual([{ command: 'pay.invoke', input: { amount: 7 } }]);
    const { output } = (await outputOf(of, { paid: true })) as { output?: Json };
    expect(output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { paid: true },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'Content-Length': '13' } },
    });
  });

  it.each<[by: string, via: Via | undefined]>([
    ['a participant of its name', undefined],
    ['the participant lambda', 'LAMBDA'],
  ])('by the SDK leaves its payload as a text, and nothing of HTTP, asked by %s', async (_by, via) => {
    const of = invoke({ FunctionName: 'pay' }, { Resource: 'arn:aws:states:::aws-sdk:lambda:invoke' });
    const paid = { paid: true };
    const metadata = { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: 'r' } };
    const answer = via ? { ExecutedVersion: '$LATEST', Payload: paid, ...metadata, StatusCode: 200 } : paid;
    expect(await outputOf(of, answer, via)).toMatchObject({
      output: { ExecutedVersion: '$LATEST', Payload: '{"paid":true}', StatusCode: 200 },
    });
    expect(((await outputOf(of, answer, via)) as unknown as { output: object }).output).not.toHaveProperty(
      'SdkHttpMetadata',
    );
  });

  it('is given a text as the JSON that it is, and an empty object for nothing', async () => {
    expect(await commandOf(invoke({ FunctionName: 'pay', Payload: '[0]' }))).toMatchObject([{ input: [0] }]);
    expect(await commandOf(invoke({ FunctionName: 'pay', Payload: null }))).toMatchObject([{ input: {} }]);
    expect(await commandOf(invoke({ FunctionName: 'pay' }))).toMatchObject([{ input: {} }]);
  });

  it('is not called with a text that is no JSON', async () => {
    const { execution, commands } = await tell(invoke({ FunctionName: 'pay', Payload: 'seven' }), starts({}));
    expect(commands).toEqual([]);
    expect(execution).toMatchObject({ status: 'FAILED', problem: { error: 'Lambda.InvalidRequestContentException' } });
  });

  it.each(['', ' ', 'a b', 'x/y', '../x'])('is not called where its name is none: %j', async (FunctionName) => {
    const { execution, commands } = await tell(invoke({ FunctionName }), starts({}));
    expect(commands).toEqual([]);
    expect(execution).toMatchObject({
      status: 'FAILED',
      problem: {
        error: 'Lambda.AWSLambdaException',
        cause: expect.stringContaining(`Value '${FunctionName}' at 'functionName' failed to satisfy constraint`),
      },
    });
  });

  it("fails with its own error, and a cause in Lambda's words", async () => {
    const { execution } = await tell(byArn, starts({}), refuses('Pay', 'CardDeclined'));
    const { problem } = execution as { problem: { error: string; cause: string } };
    expect(problem.error).toBe('CardDeclined');
    expect(JSON.parse(problem.cause)).toEqual({
      errorMessage: 'CardDeclined of Pay',
      errorType: 'CardDeclined',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/u),
      stackTrace: [],
    });
  });

  it('cannot be started with what is no name', async () => {
    const { execution, history } = await tell(invoke({ FunctionName: 7, Foo: 1 }), starts({}));
    expect(history.map(({ event }) => event.type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
    expect(execution).toMatchObject({
      problem: {
        error: 'States.Runtime',
        cause:
          `An error occurred while executing the state 'Pay' (entered at the event id #2). The Parameters ` +
          `'{"FunctionName":7,"Foo":1}' could not be used to start the Task: [The value for the field 'FunctionName' ` +
          `must be a STRING, The field 'Foo' is not supported by Step Functions]`,
      },
    });
  });

  it('with a token is submitted with what Invoke answers', async () => {
    const waits = machine({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'pay', Payload: { 'token.$': '$$.Task.Token' } },
    });
    await given(waits, starts({}))
      .when(submits('Pay', { asked: true }))
      .decidesLike({ type: 'TaskSubmitted', output: { Payload: { asked: true }, StatusCode: 200 } });
  });
});

describe('a Lambda function that no participant is named after', () => {
  it("is called by the participant lambda, whose answer is Invoke's own", async () => {
    const of = invoke({ FunctionName: 'pay', Payload: '1', LogType: 'Tail' });
    const { commands } = await tellWith(of, { route: () => 'LAMBDA' }, starts({}));
    expect(commands).toMatchObject([
      { command: 'lambda.invoke', input: { FunctionName: 'pay', Payload: '1', LogType: 'Tail' } },
    ]);
    const answer = { ExecutedVersion: '7', Payload: 1, LogResult: 'bG9n', StatusCode: 200 };
    expect(await outputOf(of, answer, 'LAMBDA')).toMatchObject({ output: answer });
  });

  it('by its ARN is given its input as text, and gives its payload', async () => {
    const { commands } = await tellWith(byArn, { route: () => 'LAMBDA' }, starts('seven'));
    expect(commands).toMatchObject([{ command: 'lambda.invoke', input: { FunctionName: ARN, Payload: '"seven"' } }]);
    expect(await outputOf(byArn, { Payload: 'eight' }, 'LAMBDA')).toMatchObject({ output: 'eight' });
  });

  it('fails with what it raised, whose spaces the integration does not keep', async () => {
    const raised = '{"errorMessage": "No", "errorType": "CardDeclined", "stackTrace": []}';
    const declines: Happening = {
      message: (execution) =>
        ({ ...refuses('Pay', 'CardDeclined').message(execution), cause: raised }) as EngineMessage,
    };
    const fails = (of: Parameters<typeof tell>[0]) => tellWith(of, { route: () => 'LAMBDA' }, starts({}), declines);
    expect((await fails(invoke({ FunctionName: 'pay' }))).execution).toMatchObject({
      problem: { error: 'CardDeclined', cause: JSON.stringify(JSON.parse(raised)) },
    });
    expect((await fails(byArn)).execution).toMatchObject({ problem: { error: 'CardDeclined', cause: raised } });
  });

  it('is not there if nobody calls it, which can be caught', async () => {
    const caught = machineOf({
      StartAt: 'Pay',
      States: {
        Pay: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'pay' },
          Catch: [{ ErrorEquals: ['Lambda.ResourceNotFoundException'], Next: 'Sorry' }],
          End: true,
        },
        Sorry: { Type: 'Pass', End: true },
      },
    });
    const { commands, history } = await tellWith(caught, { route: () => 'NOBODY' }, starts({}));
    expect(commands).toEqual([]);
    expect(history.find(({ event }) => event.type === 'TaskFailed')?.event).toMatchObject({
      cause: expect.stringMatching(
        /^Function not found: arn:aws:lambda:[^ ]+:function:pay:\$LATEST \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/u,
      ),
      outcome: 'refused',
    });
  });

  it('is asked again where it was asked before, though it has a participant of its own by then', async () => {
    let via: Via | undefined = 'LAMBDA';
    const of = invoke({ FunctionName: 'pay' }, { TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.ALL'] }] });
    const world = { route: () => via };
    const { commands: first } = await tellWith(of, world, starts({}));
    const changes = { message: () => ((via = undefined), { type: 'TimerFired' } as const), at: 1_800_000_005_000 };
    const { commands } = await tellWith(of, world, starts({}), changes, time(7));
    expect(first).toHaveLength(1);
    expect(commands.map(({ command, attempt }) => [command, attempt])).toEqual([
      ['lambda.invoke', 1],
      ['lambda.invoke', 2],
    ]);
  });
});

describe('an undo by a Lambda function', () => {
  it('is a command like any other', async () => {
    const of = machineOf({
      StartAt: 'Pay',
      States: {
        Pay: { Type: 'Task', Resource: ARN, Compensate: { Resource: `${ARN}back` }, Next: 'No' },
        No: { Type: 'Fail', Error: 'No' },
      },
    });
    const { commands, execution } = await tell(of, starts({}), succeeds('Pay', 1), undoSucceeds('Pay'));
    expect(commands.map(({ command }) => command)).toEqual(['pay.invoke', 'payback.invoke']);
    expect(execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });
});

describe('any other service', () => {
  it.each([
    ['arn:aws:states:::sqs:sendMessage', 'sqs.sendMessage'],
    ['arn:aws:states:::aws-sdk:dynamodb:query', 'dynamodb.query'],
    ['arn:aws:states:::http:invoke', 'http.invoke'],
    ['arn:aws:states:::glue:startJobRun.sync', 'glue.startJobRun'],
    ['arn:aws:states:::aws-sdk:sfn:describeExecution', 'sfn.describeExecution'],
    ['arn:aws:states:::billing:charge', 'billing.charge'],
  ])('%s is the command %s', async (Resource, command) => {
    const Parameters = { ApiEndpoint: 'https://example.org', Method: 'GET' };
    expect(await commandOf(machine({ Resource, Parameters }))).toEqual([{ command, input: Parameters }]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { machineOf, seconds, startingTask, World } from '../testing/index.js';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
const START = 'arn:aws:states:::states:startExecution';

const parent = (resource: string, parameters: object = {}, more: object = {}) =>
  machineOf({
    StartAt: 'Start',
    States: {
      Start: {
        Type: 'Task',
        Resource: resource,
        Parameters: { StateMachineArn: ARN, ...parameters },
        End: true,
        ...more,
      },
      Sorry: { Type: 'Pass', End: true },
    },
  });

const passes = machineOf({ StartAt: 'Pass', States: { Pass: { Type: 'Pass', Result: { done: true }, End: true } } });
const fails = machineOf({ StartAt: 'Fail', States: { Fail: { Type: 'Fail', Error: 'Bad', Cause: 'luck' } } });
const works = machineOf({
  StartAt: 'Work',
  States: {
    Work: { Type: 'Task', Resource: 'kafka:work.do', Compensate: { Resource: 'kafka:work.undo' }, Next: 'More' },
    More: { Type: 'Task', Resource: 'kafka:work.more', End: true },
  },
});

const named = { Name: 'c', 'Input.$': '$' };
const NEXT = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }] };

describe('a Task that starts an execution', () => {
  it('goes on when it has begun, with its ARN and time', async () => {
    const world = new World({ parent: parent(START, named), child: works });
    await world.start('parent', 'p', { n: 1 });
    expect(world.of('child:c')).toMatchObject({ status: 'RUNNING', input: { n: 1 } });
    expect(world.of('parent:p')).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:c',
        StartDate: seconds(0),
        SdkHttpMetadata: { HttpStatusCode: 200 },
      },
    });
  });

  it("of the SDK has the SDK's answer", async () => {
    const world = new World({ parent: parent('arn:aws:states:::aws-sdk:sfn:startExecution', named), child: fails });
    await world.start('parent', 'p');
    expect(world.of('parent:p')).toMatchObject({
      output: {
        ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:c',
        StartDate: '2027-01-15T08:00:00.000Z',
      },
    });
  });

  it('makes up a name, the same each time it is asked', async () => {
    const world = new World({ parent: parent(START), child: works }, 3);
    await world.start('parent', 'p');
    const children = [...world.executions.keys()].filter((id) => id.startsWith('child:'));
    expect(children).toEqual([expect.stringMatching(/^child:[0-9a-f-]{36}$/u)]);
    expect(world.typesOf('parent:p').filter((type) => type === 'TaskSucceeded')).toHaveLength(1);
  });

  it.each([
    ['text that is JSON', '{"a":1}', { a: 1 }],
    ['a value', { a: 1 }, { a: 1 }],
    ['nothing', null, {}],
  ])('gives %s as input', async (_, Input, input) => {
    const world = new World({ parent: parent(START, { Name: 'c', Input }), child: works });
    await world.start('parent', 'p');
    expect(world.of('child:c')).toMatchObject({ input });
  });

  it.each([
    [START, { StateMachineArn: `${ARN}x` }, 'StepFunctions.StateMachineDoesNotExistException'],
    [
      'arn:aws:states:::aws-sdk:sfn:startExecution',
      { StateMachineArn: `${ARN}x` },
      'Sfn.StateMachineDoesNotExistException',
    ],
    [START, { Name: 'a b' }, 'StepFunctions.InvalidNameException'],
    [START, { Input: 'no JSON' }, 'StepFunctions.InvalidExecutionInputException'],
    [START, { StateMachineArn: 'child' }, 'StepFunctions.InvalidArnException'],
    [START, { Name: 'taken' }, 'StepFunctions.ExecutionAlreadyExistsException'],
    [`${START}.sync`, { Name: 'taken' }, 'StepFunctions.ExecutionAlreadyExistsException'],
  ])('%s with %j fails with %s, which can be caught', async (resource, parameters, error) => {
    const world = new World({ parent: parent(resource, parameters, NEXT), child: works });
    await world.start('child', 'taken', { other: true });
    await world.start('parent', 'p');
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED', output: { Error: error } });
    expect(world.history.get('parent:p')).toContainEqual(
      expect.objectContaining({ type: 'TaskFailed', outcome: 'refused' }),
    );
  });
});

describe('a Task that starts an execution whose name is taken', () => {
  it.each([START, `${START}.sync`])("is told so in the API's words by %s", async (resource) => {
    const world = new World({ parent: parent(resource, { Name: 'taken' }), child: works });
    await world.start('child', 'taken', { other: true });
    await world.start('parent', 'p');
    expect(world.of('parent:p')).toMatchObject({
      problem: {
        cause: expect.stringMatching(
          /^Execution Already Exists: 'arn:aws:states:us-east-1:000000000000:execution:child:taken' \(Service: /u,
        ),
      },
    });
  });
});

describe('a Task that starts an execution and waits for it', () => {
  it('is submitted with its start, and has what became of it as texts', async () => {
    const world = new World({ parent: parent(`${START}.sync`, named), child: passes });
    await world.start('parent', 'p');
    expect(world.typesOf('parent:p').slice(2, 5)).toEqual(['TaskScheduled', 'TaskSubmitted', 'TaskSucceeded']);
    expect(world.of('parent:p')).toMatchObject({
      output: {
        ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:c',
        Input: '{}',
        InputDetails: { Included: true },
        Name: 'c',
        Output: '{"done":true}',
        OutputDetails: { Included: true },
        StartDate: seconds(0),
        StateMachineArn: ARN,
        Status: 'SUCCEEDED',
        StopDate: seconds(0),
      },
    });
  });

  it('with :2 has it as JSON', async () => {
    const world = new World({ parent: parent(`${START}.sync:2`, named), child: passes });
    await world.start('parent', 'p', { n: 1 });
    expect(world.of('parent:p')).toMatchObject({ output: { Input: { n: 1 }, Output: { done: true } } });
  });

  it('fails if it failed, with the cause in all detail', async () => {
    const world = new World({ parent: parent(`${START}.sync`, named), child: fails });
    await world.start('parent', 'p');
    const { problem } = world.of('parent:p') as unknown as { problem: { error: string; cause: string } };
    expect(problem.error).toBe('States.TaskFailed');
    expect(JSON.parse(problem.cause)).toMatchObject({ Status: 'FAILED', Error: 'Bad', Cause: 'luck', Name: 'c' });
  });

  it('tells the same, however often messages come', async () => {
    const world = new World({ parent: parent(`${START}.sync`, named), child: works }, 3);
    await world.start('parent', 'p');
    await world.answers('Work');
    await world.answers('More');
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED' });
    expect(world.typesOf('child:c').filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
  });

  it('stops it when it is stopped itself, and the child undoes what it did', async () => {
    const world = new World({ parent: parent(`${START}.sync`, named), child: works });
    await world.start('parent', 'p');
    await world.answers('Work');
    await world.send({ type: 'StopExecution', execution: 'parent:p', error: 'Operator' });
    expect(world.of('parent:p')).toMatchObject({ status: 'ABORTED' });
    await world.refuses('More');
    await world.answers('Work');
    expect(world.of('child:c')).toMatchObject({ status: 'ABORTED', compensationStatus: 'COMPLETED' });
  });

  it('stops it when it has waited for too long', async () => {
    const world = new World({ parent: parent(`${START}.sync`, named, { TimeoutSeconds: 5 }), child: works });
    await world.start('parent', 'p');
    await world.timer('parent:p', seconds(5));
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED', problem: { error: 'States.Timeout' } });
    expect(world.messages.at(-1)).toMatchObject({ type: 'StopExecution', execution: 'child:c' });
    await world.refuses('Work');
    expect(world.of('child:c')).toMatchObject({ status: 'ABORTED' });
  });

  it('stops no execution that somebody else has started', async () => {
    const both = machineOf({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Start', States: { Start: startingTask('child', 'c', { End: true }) } },
            { StartAt: 'Wait', States: { Wait: { Type: 'Task', Resource: 'kafka:work.wait', End: true } } },
          ],
          End: true,
        },
      },
    });
    const world = new World({ parent: both, child: works });
    await world.start('child', 'c');
    await world.start('parent', 'p');
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED' });
    expect(world.of('child:c')).toMatchObject({ status: 'RUNNING' });
  });

  it('waits, if it has something to undo, until the child is undone', async () => {
    const saga = machineOf({
      StartAt: 'Work',
      States: {
        Work: { Type: 'Task', Resource: 'kafka:work.do', Compensate: { Resource: 'kafka:work.undo' }, Next: 'Start' },
        Start: {
          Type: 'Task',
          Resource: `${START}.sync`,
          Parameters: { StateMachineArn: ARN, Name: 'c' },
          Compensate: { Resource: 'kafka:work.clean' },
          TimeoutSeconds: 100,
          End: true,
        },
      },
    });
    const world = new World({ parent: saga, child: works });
    await world.start('parent', 'p');
    await world.answers('Work');
    await world.answers('Work');
    await world.send({ type: 'StopExecution', execution: 'parent:p' });
    expect(world.of('parent:p')).toMatchObject({ undoing: { drainUntil: seconds(60) } });
    await world.refuses('More');
    await world.answers('Work');
    // The child has undone itself, so that nothing of it is left for the parent.
    expect(world.of('child:c')).toMatchObject({ status: 'ABORTED', compensationStatus: 'COMPLETED' });
    expect(world.history.get('parent:p')!.find(({ type }) => type === 'CompensationPlanned')).toMatchObject({
      plan: [{ state: 'Work' }],
    });
  });

  it('does not know what a child that was killed has left', async () => {
    const world = new World({ parent: parent(`${START}.sync`, named), child: works });
    await world.start('parent', 'p');
    await world.answers('Work');
    await world.send({ type: 'StopExecution', execution: 'child:c', undo: false });
    expect(world.history.get('parent:p')).toContainEqual(
      expect.objectContaining({ type: 'TaskFailed', outcome: 'unknown' }),
    );
  });

  it('starts another one with each attempt', async () => {
    const retried = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] };
    const world = new World({ parent: parent(`${START}.sync`, {}, retried), child: fails });
    await world.start('parent', 'p');
    await world.timer('parent:p', seconds(1));
    expect([...world.executions.keys()].filter((id) => id.startsWith('child:'))).toHaveLength(2);
    expect(world.of('parent:p')).toMatchObject({ status: 'FAILED' });
  });

  it('has the result of an earlier attempt that was slow, and stops the later one', async () => {
    const retried = { TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] };
    const slow = machineOf({
      StartAt: 'Work',
      States: { Work: { Type: 'Task', Resource: 'kafka:work.do', End: true } },
    });
    const world = new World({ parent: parent(`${START}.sync`, {}, retried), child: slow });
    await world.start('parent', 'p');
    world.slow = 'StopExecution';
    await world.timer('parent:p', seconds(5));
    await world.timer('parent:p', seconds(6));
    const children = () => [...world.executions.values()].filter(({ id }) => id.startsWith('child:'));
    expect(children()).toMatchObject([{ status: 'RUNNING' }, { status: 'RUNNING' }]);
    const { taskToken } = world.commands[0]!;
    await world.send({ type: 'SendTaskSuccess', taskToken, output: 1 });
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED', output: { Output: '1' } });
    world.slow = undefined;
    await world.send();
    await world.refuses('Work');
    expect(children()).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'ABORTED' }]);
  });
});

describe('a Task that gives its token to an execution', () => {
  it('is submitted when that has begun, and has what it says', async () => {
    const answers = machineOf({
      StartAt: 'Answer',
      States: {
        Answer: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess',
          Parameters: { 'TaskToken.$': '$.token', Output: { said: true } },
          End: true,
        },
      },
    });
    const asks = parent(`${START}.waitForTaskToken`, { Name: 'c', Input: { 'token.$': '$$.Task.Token' } });
    const world = new World({ parent: asks, child: answers }, 2);
    await world.start('parent', 'p');
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED', output: { said: true } });
    expect(world.of('child:c')).toMatchObject({ status: 'SUCCEEDED', output: {} });
    expect(world.typesOf('parent:p')).toContain('TaskSucceeded');
  });
});

describe('a call of the API of Step Functions', () => {
  const calls = (api: string, parameters: object) =>
    machineOf({
      StartAt: 'Call',
      States: {
        Call: { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:sfn:${api}`, Parameters: parameters, End: true },
      },
    });
  const arnOf = (id: string) => `arn:aws:states:us-east-1:000000000000:execution:${id}`;

  it('stops an execution', async () => {
    const stops = calls('stopExecution', { ExecutionArn: arnOf('child:c'), Error: 'Enough', Cause: 'of it' });
    const world = new World({ caller: stops, child: works });
    await world.start('child', 'c');
    await world.start('caller', 'x');
    await world.refuses('Work');
    expect(world.of('child:c')).toMatchObject({ status: 'ABORTED', problem: { error: 'Enough', cause: 'of it' } });
    expect(world.of('caller:x')).toMatchObject({ output: { StopDate: '2027-01-15T08:00:00.000Z' } });
  });

  it('is told that there is none', async () => {
    const world = new World({ caller: calls('stopExecution', { ExecutionArn: arnOf('child:nobody') }), child: works });
    await world.start('caller', 'x');
    expect(world.of('caller:x')).toMatchObject({
      problem: {
        error: 'Sfn.ExecutionDoesNotExistException',
        cause: expect.stringMatching(
          /^Execution Does Not Exist: 'arn:aws:states:us-east-1:000000000000:execution:child:nobody' \(Service: Sfn, Status Code: 400, Request ID: [0-9a-f-]{36}\) \(SDK Attempt Count: 1\)$/u,
        ),
      },
    });
  });

  it('knows a token that is none at once', async () => {
    const world = new World({ caller: calls('sendTaskSuccess', { TaskToken: 'NoSuchTaskToken', Output: 'text' }) });
    await world.start('caller', 'x');
    expect(world.of('caller:x')).toMatchObject({
      problem: {
        error: 'Sfn.InvalidTokenException',
        cause: expect.stringMatching(/^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: /u),
      },
    });
    expect(world.typesOf('caller:x')).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskFailed',
      'ExecutionFailed',
    ]);
  });
});

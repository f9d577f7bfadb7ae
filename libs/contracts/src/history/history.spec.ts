import { describe, expect, it } from '@jest/globals';
import type { EventOf, ExecutionEvent, StateType } from '../execution-events.js';
import type { Json } from '../json.js';
import { historyAfter, historyEventsOf, newHistory, withoutExecutionData } from './index.js';
import type { Child } from './history.js';
import type { HistoryEvent } from './history-event.js';

const AT = 1_800_000_000_500;
const one = { visit: 1, attempt: 1 } as const;

const begins = (input: Json = {}): ExecutionEvent => ({
  type: 'ExecutionStarted',
  stateMachine: 'signup',
  version: 1,
  name: 'ada',
  input,
  nonce: 'n',
  roleArn: 'arn:aws:iam::000000000000:role/r',
});
const ends = (output: Json = {}): ExecutionEvent => ({ type: 'ExecutionSucceeded', output });
const fails = (error = 'Broken', cause = 'as told'): ExecutionEvent => ({ type: 'ExecutionFailed', error, cause });
const enters = (type: StateType, state: string, input: Json = {}) =>
  ({ type: `${type}StateEntered`, state, visit: 1, input }) as ExecutionEvent;
const exits = (type: Exclude<StateType, 'Fail'>, state: string, output: Json = {}) =>
  ({ type: `${type}StateExited`, state, visit: 1, output }) as ExecutionEvent;
const passes = (state: string, value: Json = {}) => [enters('Pass', state, value), exits('Pass', state, value)];
const parallel = (state: string, branches: number): ExecutionEvent => ({
  type: 'ParallelStateStarted',
  state,
  ...one,
  input: {},
  branches,
});
const map = (state: string, length: number, more: Partial<EventOf<'MapStateStarted'>> = {}): ExecutionEvent => ({
  type: 'MapStateStarted',
  state,
  ...one,
  items: Array.from({ length }, (_, index) => index),
  ...more,
});
const iteration = (end: 'Started' | 'Succeeded' | 'Failed' | 'Aborted', state: string, index: number) =>
  ({ type: `MapIteration${end}`, state, ...one, index, input: index, output: index, error: 'E' }) as ExecutionEvent;
const of = (type: 'Parallel' | 'Map', how: 'Succeeded' | 'Failed', state: string) =>
  ({ type: `${type}State${how}`, state, ...one, output: [], error: 'E' }) as ExecutionEvent;
const scheduled = (resource: string, more: Partial<EventOf<'TaskScheduled'>> = {}): ExecutionEvent => ({
  type: 'TaskScheduled',
  state: 'T',
  ...one,
  resource,
  input: { a: 1 },
  ...more,
});
const evaluationFailed = (state: string): ExecutionEvent => ({
  type: 'EvaluationFailed',
  state,
  visit: 1,
  error: 'States.QueryEvaluationError',
  cause: 'c',
  location: 'Output/x',
});

function tell(events: readonly (ExecutionEvent | readonly ExecutionEvent[])[], child?: Child): HistoryEvent[] {
  const told = historyAfter(newHistory('signup', child), { at: AT, events: events.flat() });
  return told.events as HistoryEvent[];
}

const inside = (...events: readonly (ExecutionEvent | readonly ExecutionEvent[])[]) => tell([begins(), ...events]);

/** `3 2 PassStateExited`, after the start. */
const chainOf = (events: readonly HistoryEvent[]): string[] =>
  events.slice(1).map(({ id, previousEventId, type }) => `${id} ${previousEventId} ${type}`);

describe('an event', () => {
  it('has the time of its decision in seconds, and one field of details', () => {
    const [started, entered, exited, ended] = inside(passes('Say%2E', 'x'), ends('x'));
    expect(started).toEqual({
      id: 1,
      previousEventId: 0,
      timestamp: 1_800_000_000.5,
      type: 'ExecutionStarted',
      executionStartedEventDetails: {
        input: '{}',
        inputDetails: { truncated: false },
        roleArn: 'arn:aws:iam::000000000000:role/r',
      },
    });
    expect(entered).toMatchObject({
      stateEnteredEventDetails: { input: '"x"', inputDetails: { truncated: false }, name: 'Say.' },
    });
    expect(exited).toMatchObject({
      stateExitedEventDetails: { output: '"x"', outputDetails: { truncated: false }, name: 'Say.' },
    });
    expect(ended).toMatchObject({ previousEventId: 3, executionSucceededEventDetails: { output: '"x"' } });
  });

  it('tells the variables that a state has assigned, as JSON text', () => {
    const exit = { ...exits('Pass', 'A'), assigned: { n: 1, text: 'a', list: [1] } } as ExecutionEvent;
    expect(inside(enters('Pass', 'A'), exit)[2]).toMatchObject({
      stateExitedEventDetails: {
        assignedVariables: { n: '1', text: '"a"', list: '[1]' },
        assignedVariablesDetails: { truncated: false },
      },
    });
  });

  it('of a start shows the input as it was written', () => {
    const start = { ...begins([1, 2]), inputText: '[1, 2]' } as ExecutionEvent;
    expect(tell([start])[0]).toMatchObject({ executionStartedEventDetails: { input: '[1, 2]' } });
  });

  it('is left out where it only says what a Retry, a Wait or a heartbeat is about', () => {
    const waits: ExecutionEvent = { type: 'WaitScheduled', state: 'W', visit: 1, dueAt: AT };
    const told = inside(enters('Wait', 'W'), waits, exits('Wait', 'W'), ends());
    expect(chainOf(told)).toEqual(['2 0 WaitStateEntered', '3 2 WaitStateExited', '4 3 ExecutionSucceeded']);
  });

  it('has no data where none is wanted', () => {
    const told = inside(passes('A'), ends()).map(withoutExecutionData);
    expect(told[0]?.executionStartedEventDetails).toEqual({ roleArn: 'arn:aws:iam::000000000000:role/r' });
    expect(told[1]?.stateEnteredEventDetails).toEqual({ name: 'A' });
    expect(told[3]).toMatchObject({ id: 4, executionSucceededEventDetails: {} });
  });

  it('of an end says what it knows of the problem', () => {
    expect(tell([begins(), { type: 'ExecutionFailed' }])[1]?.executionFailedEventDetails).toEqual({});
    expect(inside(enters('Wait', 'W'), { type: 'ExecutionTimedOut', error: 'States.Timeout' })[2]).toMatchObject({
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });
});

describe('a Task', () => {
  const succeeds: ExecutionEvent = { type: 'TaskSucceeded', state: 'T', ...one, output: { b: 2 } };
  const task = (resource: string, more?: Partial<EventOf<'TaskScheduled'>>) =>
    inside(enters('Task', 'T'), scheduled(resource, more), succeeds, exits('Task', 'T'));

  it('with an integration is scheduled and started', () => {
    const told = task('arn:aws:states:::lambda:invoke', {
      dueAt: AT + 5000,
      heartbeatSeconds: 2,
      credentials: { roleArn: 'r' },
    });
    expect(chainOf(told)).toEqual([
      '2 0 TaskStateEntered',
      '3 2 TaskScheduled',
      '4 3 TaskStarted',
      '5 4 TaskSucceeded',
      '6 5 TaskStateExited',
    ]);
    const lambda = { resource: 'invoke', resourceType: 'lambda' };
    expect(told[2]?.taskScheduledEventDetails).toEqual({
      ...lambda,
      region: 'us-east-1',
      parameters: '{"a":1}',
      timeoutInSeconds: 5,
      heartbeatInSeconds: 2,
      taskCredentials: { roleArn: 'r' },
    });
    expect(told[3]?.taskStartedEventDetails).toEqual(lambda);
    expect(told[4]?.taskSucceededEventDetails).toEqual({
      ...lambda,
      output: '{"b":2}',
      outputDetails: { truncated: false },
    });
  });

  it.each([
    ['kafka:order.place', 'kafka', 'order.place'],
    ['kafka:order.place.waitForTaskToken', 'kafka', 'order.place.waitForTaskToken'],
    ['arn:aws:states:::states:startExecution.sync:2', 'states', 'startExecution.sync:2'],
    ['arn:aws:states:::aws-sdk:sfn:startExecution', 'aws-sdk:sfn', 'startExecution'],
    ['arn:aws:states:::http:invoke', 'http', 'invoke'],
    ['arn:aws-cn:states:::dynamodb:putItem', 'dynamodb', 'putItem'],
  ])('%s is of type %s', (resource, resourceType, action) => {
    expect(task(resource)[3]?.taskStartedEventDetails).toEqual({ resourceType, resource: action });
  });

  it('that is a Lambda function has the function’s events', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    const told = task(arn, { dueAt: AT + 5000 });
    expect(chainOf(told).slice(1, 4)).toEqual([
      '3 2 LambdaFunctionScheduled',
      '4 3 LambdaFunctionStarted',
      '5 4 LambdaFunctionSucceeded',
    ]);
    expect(told[2]?.lambdaFunctionScheduledEventDetails).toEqual({
      input: '{"a":1}',
      inputDetails: { truncated: false },
      resource: arn,
      timeoutInSeconds: 5,
    });
    expect(Object.keys(told[3] as HistoryEvent)).toEqual(['id', 'previousEventId', 'timestamp', 'type']);
  });

  it('that is an activity is started by a worker', () => {
    const arn = 'arn:aws:states:us-east-1:000000000000:activity:a';
    const started: ExecutionEvent = { type: 'ActivityStarted', state: 'T', ...one, workerName: 'w' };
    const told = inside(enters('Task', 'T'), scheduled(arn), started, succeeds);
    expect(chainOf(told).slice(1)).toEqual(['3 2 ActivityScheduled', '4 3 ActivityStarted', '5 4 ActivitySucceeded']);
    expect(told[3]?.activityStartedEventDetails).toEqual({ workerName: 'w' });
  });

  it('that is waited for was submitted', () => {
    const submitted: ExecutionEvent = { type: 'TaskSubmitted', state: 'T', ...one, output: { ExecutionArn: 'x' } };
    const told = inside(
      enters('Task', 'T'),
      scheduled('arn:aws:states:::states:startExecution.sync'),
      submitted,
      succeeds,
    );
    expect(chainOf(told).slice(3)).toEqual(['5 4 TaskSubmitted', '6 5 TaskSucceeded']);
    expect(told[4]?.taskSubmittedEventDetails).toEqual({
      output: '{"ExecutionArn":"x"}',
      outputDetails: { truncated: false },
      resource: 'startExecution.sync',
      resourceType: 'states',
    });
  });

  it('that is tried again goes on in the same chain', () => {
    const failed: ExecutionEvent = {
      type: 'TaskFailed',
      state: 'T',
      ...one,
      error: 'E',
      cause: 'c',
      outcome: 'unknown',
    };
    const timedOut: ExecutionEvent = {
      type: 'TaskTimedOut',
      state: 'T',
      visit: 1,
      attempt: 2,
      error: 'States.Timeout',
    };
    const told = inside(
      enters('Task', 'T'),
      scheduled('kafka:a.b'),
      failed,
      { type: 'RetryScheduled', state: 'T', visit: 1, attempt: 2, retrier: 0, dueAt: AT },
      scheduled('kafka:a.b', { attempt: 2 }),
      timedOut,
      fails('States.Timeout'),
    );
    expect(chainOf(told)).toEqual([
      '2 0 TaskStateEntered',
      '3 2 TaskScheduled',
      '4 3 TaskStarted',
      '5 4 TaskFailed',
      '6 5 TaskScheduled',
      '7 6 TaskStarted',
      '8 7 TaskTimedOut',
      '9 8 ExecutionFailed',
    ]);
    expect(told[4]?.taskFailedEventDetails).toEqual({ error: 'E', cause: 'c', resource: 'a.b', resourceType: 'kafka' });
    expect(told[7]?.taskTimedOutEventDetails).toEqual({
      error: 'States.Timeout',
      resource: 'a.b',
      resourceType: 'kafka',
    });
  });
});

describe('an evaluation that fails', () => {
  it('points past the event that the state was entered with', () => {
    const told = inside(passes('A'), enters('Pass', 'B'), evaluationFailed('B'), fails());
    expect(chainOf(told).slice(2)).toEqual(['4 3 PassStateEntered', '5 3 EvaluationFailed', '6 5 ExecutionFailed']);
    expect(told[4]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause: 'c',
      location: 'Output/x',
      state: 'B',
    });
  });

  it('but in a Wait at it, and after a Task’s answer at that', () => {
    expect(chainOf(inside(enters('Wait', 'W'), evaluationFailed('W')))[1]).toBe('3 2 EvaluationFailed');
    const succeeds: ExecutionEvent = { type: 'TaskSucceeded', state: 'T', ...one, output: 1 };
    const told = inside(enters('Task', 'T'), scheduled('kafka:a.b'), succeeds, evaluationFailed('T'));
    expect(chainOf(told)[4]).toBe('6 5 EvaluationFailed');
  });

  it('fails a Map that has not begun', () => {
    const told = inside(enters('Map', 'M'), evaluationFailed('M'), of('Map', 'Failed', 'M'), fails());
    expect(chainOf(told).slice(1)).toEqual(['3 0 EvaluationFailed', '4 3 MapStateFailed', '5 4 ExecutionFailed']);
  });

  it('in a Catch points past the failure that is caught', () => {
    const told = inside(
      enters('Parallel', 'P'),
      parallel('P', 1),
      enters('Fail', 'P[0].F'),
      { type: 'BranchFailed', state: 'P', ...one, index: 0 },
      of('Parallel', 'Failed', 'P'),
      evaluationFailed('P'),
      of('Parallel', 'Failed', 'P'),
      fails(),
    );
    expect(chainOf(told).slice(2)).toEqual([
      '4 3 FailStateEntered',
      '5 4 ParallelStateFailed',
      '6 4 EvaluationFailed',
      '7 6 ParallelStateFailed',
      '8 7 ExecutionFailed',
    ]);
  });
});

const turn = (index: number) => [
  iteration('Started', 'M', index),
  ...passes(`M[${index}].A`),
  iteration('Succeeded', 'M', index),
];

describe('a Map', () => {
  it('starts an iteration from what made room for it, and is left from the last one', () => {
    const told = inside(
      enters('Map', 'M'),
      map('M', 2, { maxConcurrency: 1 }),
      turn(0),
      turn(1),
      of('Map', 'Succeeded', 'M'),
      exits('Map', 'M'),
      ends(),
    );
    expect(chainOf(told)).toEqual([
      '2 0 MapStateEntered',
      '3 2 MapStateStarted',
      '4 3 MapIterationStarted',
      '5 4 PassStateEntered',
      '6 5 PassStateExited',
      '7 6 MapIterationSucceeded',
      '8 6 MapIterationStarted',
      '9 8 PassStateEntered',
      '10 9 PassStateExited',
      '11 10 MapIterationSucceeded',
      '12 11 MapStateSucceeded',
      '13 11 MapStateExited',
      '14 13 ExecutionSucceeded',
    ]);
    expect(told[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(told[7]?.mapIterationStartedEventDetails).toEqual({ index: 1, name: 'M' });
  });

  it('starts those for which there is room from its own start', () => {
    const told = inside(
      enters('Map', 'M'),
      map('M', 2),
      iteration('Started', 'M', 0),
      enters('Pass', 'M[0].A'),
      iteration('Started', 'M', 1),
      enters('Pass', 'M[1].A'),
      exits('Pass', 'M[0].A'),
    );
    expect(chainOf(told).slice(2)).toEqual([
      '4 3 MapIterationStarted',
      '5 4 PassStateEntered',
      '6 3 MapIterationStarted',
      '7 6 PassStateEntered',
      '8 5 PassStateExited',
    ]);
  });

  it('over nothing is left from its start', () => {
    const told = inside(enters('Map', 'M'), map('M', 0), of('Map', 'Succeeded', 'M'), exits('Map', 'M'));
    expect(chainOf(told).slice(2)).toEqual(['4 3 MapStateSucceeded', '5 3 MapStateExited']);
  });

  it('that fails, and each new try of it, follows from what failed in its iteration', () => {
    const breaks = [
      map('M', 1),
      iteration('Started', 'M', 0),
      enters('Fail', 'M[0].F'),
      iteration('Failed', 'M', 0),
    ] as const;
    const told = inside(enters('Map', 'M'), breaks, breaks, of('Map', 'Failed', 'M'), fails());
    expect(chainOf(told).slice(1)).toEqual([
      '3 2 MapStateStarted',
      '4 3 MapIterationStarted',
      '5 4 FailStateEntered',
      '6 5 MapIterationFailed',
      '7 5 MapStateStarted',
      '8 7 MapIterationStarted',
      '9 8 FailStateEntered',
      '10 9 MapIterationFailed',
      '11 9 MapStateFailed',
      '12 11 ExecutionFailed',
    ]);
  });

  it('gives up its other iterations because of the one that failed', () => {
    const told = inside(
      enters('Map', 'M'),
      map('M', 2),
      iteration('Started', 'M', 0),
      enters('Wait', 'M[0].W'),
      iteration('Started', 'M', 1),
      enters('Fail', 'M[1].F'),
      iteration('Failed', 'M', 1),
      { type: 'WaitStateAborted', state: 'M[0].W', visit: 1 },
      iteration('Aborted', 'M', 0),
      of('Map', 'Failed', 'M'),
      fails(),
    );
    expect(chainOf(told).slice(5)).toEqual([
      '7 6 FailStateEntered',
      '8 7 MapIterationAborted',
      '9 7 WaitStateAborted',
      '10 7 MapIterationFailed',
      '11 7 MapStateFailed',
      '12 11 ExecutionFailed',
    ]);
  });

  it('that fails at run time is told by the end of the execution alone', () => {
    const failed = { ...iteration('Failed', 'M', 0), error: 'States.Runtime' } as ExecutionEvent;
    const told = inside(
      enters('Map', 'M'),
      map('M', 1),
      iteration('Started', 'M', 0),
      enters('Pass', 'M[0].A'),
      failed,
      fails('States.Runtime'),
    );
    expect(chainOf(told).slice(3)).toEqual(['5 4 PassStateEntered', '6 5 ExecutionFailed']);
  });

  it('within a Map has chains within its chain', () => {
    const inner = (state: string) => [
      enters('Map', state),
      map(state, 1),
      iteration('Started', state, 0),
      ...passes(`${state}[0].A`),
      iteration('Succeeded', state, 0),
      of('Map', 'Succeeded', state),
      exits('Map', state),
    ];
    const told = inside(
      enters('Map', 'M'),
      map('M', 1),
      iteration('Started', 'M', 0),
      inner('M[0].N'),
      iteration('Succeeded', 'M', 0),
      of('Map', 'Succeeded', 'M'),
      exits('Map', 'M'),
    );
    expect(chainOf(told).slice(2)).toEqual([
      '4 3 MapIterationStarted',
      '5 4 MapStateEntered',
      '6 5 MapStateStarted',
      '7 6 MapIterationStarted',
      '8 7 PassStateEntered',
      '9 8 PassStateExited',
      '10 9 MapIterationSucceeded',
      '11 10 MapStateSucceeded',
      '12 10 MapStateExited',
      '13 12 MapIterationSucceeded',
      '14 13 MapStateSucceeded',
      '15 13 MapStateExited',
    ]);
    expect(told[6]?.mapIterationStartedEventDetails).toEqual({ index: 0, name: 'N' });
  });
});

describe('a Parallel state', () => {
  it('starts all branches from its start, and is left from the last event in them', () => {
    const told = inside(
      enters('Parallel', 'P'),
      parallel('P', 2),
      passes('P[0].A'),
      passes('P[1].B'),
      of('Parallel', 'Succeeded', 'P'),
      exits('Parallel', 'P'),
      ends(),
    );
    expect(chainOf(told)).toEqual([
      '2 0 ParallelStateEntered',
      '3 2 ParallelStateStarted',
      '4 3 PassStateEntered',
      '5 4 PassStateExited',
      '6 3 PassStateEntered',
      '7 6 PassStateExited',
      '8 7 ParallelStateSucceeded',
      '9 7 ParallelStateExited',
      '10 9 ExecutionSucceeded',
    ]);
  });

  it('that fails follows from what failed in its branch, past what was given up', () => {
    const told = inside(
      enters('Parallel', 'P'),
      parallel('P', 2),
      enters('Wait', 'P[0].W'),
      enters('Task', 'P[1].T'),
      { ...scheduled('kafka:a.b'), state: 'P[1].T' } as ExecutionEvent,
      { type: 'TaskFailed', state: 'P[1].T', ...one, outcome: 'refused' },
      { type: 'TaskStateAborted', state: 'P[1].T', visit: 1 },
      { type: 'BranchFailed', state: 'P', ...one, index: 1 },
      { type: 'WaitStateAborted', state: 'P[0].W', visit: 1 },
      of('Parallel', 'Failed', 'P'),
      exits('Parallel', 'P'),
    );
    expect(chainOf(told).slice(3)).toEqual([
      '5 3 TaskStateEntered',
      '6 5 TaskScheduled',
      '7 6 TaskStarted',
      '8 7 TaskFailed',
      '9 8 TaskStateAborted',
      '10 8 WaitStateAborted',
      '11 8 ParallelStateFailed',
      '12 11 ParallelStateExited',
    ]);
  });
});

describe('a Distributed Map', () => {
  const run = [
    enters('Map', 'M'),
    map('M', 2, { mode: 'DISTRIBUTED' }),
    { type: 'MapRunStarted', state: 'M', ...one, label: 'Ship', run: 'r-1' },
    iteration('Started', 'M', 0),
    ...passes('M[0].A', 7),
    iteration('Started', 'M', 1),
    enters('Fail', 'M[1].F'),
    iteration('Failed', 'M', 1),
    iteration('Succeeded', 'M', 0),
    { type: 'MapRunSucceeded', state: 'M', ...one },
    of('Map', 'Succeeded', 'M'),
    exits('Map', 'M'),
    ends(),
  ] as const satisfies readonly ExecutionEvent[];

  it('tells its run, and nothing that happens in it', () => {
    const told = inside(run);
    expect(chainOf(told)).toEqual([
      '2 0 MapStateEntered',
      '3 2 MapStateStarted',
      '4 3 MapRunStarted',
      '5 4 MapRunSucceeded',
      '6 5 MapStateSucceeded',
      '7 5 MapStateExited',
      '8 7 ExecutionSucceeded',
    ]);
    expect(told[3]?.mapRunStartedEventDetails).toEqual({
      mapRunArn: 'arn:aws:states:us-east-1:000000000000:mapRun:signup/Ship:r-1',
    });
  });

  it('tells a run that failed before it had items as one that began with none', () => {
    const problem = { error: 'States.ItemReaderFailed', cause: 'c' };
    const told = inside(
      enters('Map', 'M'),
      { type: 'ItemReaderScheduled', state: 'M', ...one, resource: 'kafka:s3.read-items', input: {} },
      { type: 'ItemReaderFailed', state: 'M', ...one, ...problem },
      { type: 'MapRunFailed', state: 'M', ...one, ...problem, label: 'Ship', run: 'r-1' },
      of('Map', 'Failed', 'M'),
      fails(),
    );
    expect(chainOf(told)).toEqual([
      '2 0 MapStateEntered',
      '3 2 MapStateStarted',
      '4 3 MapRunStarted',
      '5 4 MapRunFailed',
      '6 5 MapStateFailed',
      '7 6 ExecutionFailed',
    ]);
    expect(told[2]?.mapStateStartedEventDetails).toEqual({ length: 0 });
    expect(told[4]?.mapRunFailedEventDetails).toEqual(problem);
  });

  it('has iterations that are executions with histories of their own', () => {
    const [start, ...told] = tell([begins(), run], { state: 'M', ...one, index: 0 });
    expect(start).toMatchObject({ id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: '0' } });
    expect(told.map(({ id, previousEventId, type }) => `${id} ${previousEventId} ${type}`)).toEqual([
      '2 0 PassStateEntered',
      '3 2 PassStateExited',
      '4 3 ExecutionSucceeded',
    ]);
    expect(tell([begins(), run], { state: 'M', ...one, index: 1 }).at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      executionFailedEventDetails: { error: 'E' },
    });
    expect(tell([begins(), run], { state: 'M', ...one, attempt: 2, index: 1 })).toEqual([]);
  });

  it('aborts iterations that go on when the execution ends', () => {
    const events = [begins(), run.slice(0, 5), fails()].flat();
    expect(tell(events, { state: 'M', ...one, index: 0 }).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'ExecutionAborted',
    ]);
  });
});

describe('a history', () => {
  const undone: ExecutionEvent[] = [
    ...passes('A'),
    { type: 'CompensationPlanned', status: 'FAILED', error: 'E', plan: [] },
    { type: 'CompensationScheduled', state: 'T', ...one, resource: 'kafka:a.undo', input: { x: 1 } },
    { type: 'CompensationSucceeded', state: 'T', ...one },
    fails(),
  ];

  it('leaves compensation out, or tells it without numbers between the others', () => {
    expect(chainOf(inside(undone)).at(-1)).toBe('4 3 ExecutionFailed');
    const told = historyAfter(
      newHistory('signup'),
      { at: AT, events: [begins(), ...undone] },
      { includeCompensation: true },
    );
    expect(told.events.slice(3)).toMatchObject([
      { type: 'CompensationPlanned', afterEventId: 3 },
      {
        type: 'CompensationScheduled',
        afterEventId: 3,
        timestamp: 1_800_000_000.5,
        compensationEventDetails: { state: 'T', resource: 'kafka:a.undo', input: '{"x":1}' },
      },
      { type: 'CompensationSucceeded', afterEventId: 3 },
      { type: 'ExecutionFailed', id: 4 },
    ]);
  });

  it('is the same decision by decision, and leaves what it goes on from as it was', () => {
    const events = [begins(), enters('Parallel', 'P'), parallel('P', 2), ...passes('P[0].A'), ...passes('P[1].B')];
    let history = newHistory('signup');
    const told = events.flatMap((event) => {
      const before = JSON.stringify(history);
      const after = historyAfter(history, { at: AT, events: [event] });
      expect(JSON.stringify(history)).toBe(before);
      history = JSON.parse(JSON.stringify(after.history));
      return after.events;
    });
    expect(told).toEqual(tell(events));
  });

  it('has as many events as are counted', () => {
    const activity = scheduled('arn:aws:states:us-east-1:000000000000:activity:a');
    for (const event of [...undone, scheduled('kafka:a.b'), scheduled('arn:aws:states:::sns:publish'), activity])
      expect(inside(enters('Task', 'T'), event)).toHaveLength(2 + historyEventsOf(event));
  });
});

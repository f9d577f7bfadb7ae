import { describe, expect, it } from '@jest/globals';
import { taskTokenOf, undoPlan } from '../index.js';
import {
  at,
  fails,
  given,
  machineOf,
  refuses,
  seconds,
  starts,
  stops,
  submits,
  succeeds,
  tell,
  time,
  undoableTask,
  undoSucceeds,
  World,
  type Happening,
} from '../testing/index.js';

const WRONG = 'States.QueryEvaluationError';
const retrying = (name = WRONG, more: object = {}) => ({ Retry: [{ ErrorEquals: [name], MaxAttempts: 2, ...more }] });
const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };

const machine = (T: object, before: { [name: string]: object } = {}) =>
  machineOf({
    QueryLanguage: 'JSONata',
    StartAt: Object.keys(before)[0] ?? 'T',
    States: { ...before, T: { Type: 'Task', Resource: 'kafka:p.t', End: true, ...T }, Caught: { Type: 'Succeed' } },
  });

/** Nothing can be made of a result that is odd. */
const OUTPUT = "{% $states.result.odd ? $error('odd') : $states.result %}";
const odd = { odd: true };
/** Fails before it was tried again. */
const LATER = (value: string) => `{% $states.context.State.RetryCount > 0 ? ${value} : $error('not yet') %}`;

const wrong = (location: string) => ({ type: 'EvaluationFailed', state: 'T', error: WRONG, location }) as const;
const again = { type: 'RetryScheduled', state: 'T', attempt: 2, retrier: 0, dueAt: seconds(1) } as const;

describe('a Task of which something cannot be computed', () => {
  it.each([WRONG, 'States.ALL', 'States.TaskFailed'])(
    'is tried again before it was sent, where %s is named',
    async (name) => {
      const early = machine({ Arguments: { n: LATER('1') }, ...retrying(name) });
      await given(early)
        .when(starts())
        .decidesLike({ type: 'ExecutionStarted' }, { type: 'TaskStateEntered' }, wrong('Arguments/n'), again);
      await given(early, starts())
        .when(time(1))
        .decides({ type: 'TaskScheduled', state: 'T', visit: 1, attempt: 2, resource: 'kafka:p.t', input: { n: 1 } });
    },
  );

  it('says so once, and not by what it is tried again', async () => {
    const { history } = await tell(machine({ Output: OUTPUT, ...retrying() }), starts(), succeeds('T', odd));
    const { event } = history.at(-1)!;
    expect(history.filter((dated) => dated.event.type === 'EvaluationFailed')).toHaveLength(1);
    expect(event).toEqual({ type: 'RetryScheduled', state: 'T', visit: 1, attempt: 2, retrier: 0, dueAt: seconds(1) });
  });

  it('is asked once more where nothing can be made of its result', async () => {
    const picky = machine({ Arguments: { n: 1 }, Output: OUTPUT, ...retrying() });
    await given(picky, starts())
      .when(succeeds('T', odd))
      .decidesLike({ type: 'TaskSucceeded', attempt: 1 }, wrong('Output'), again);
    const asked = await given(picky, starts(), succeeds('T', odd))
      .when(time(1))
      .decidesLike({ type: 'TaskScheduled', attempt: 2, input: { n: 1 } });
    const [first, second] = asked.commands;
    expect(second?.id).toBe(first?.id);
    await given(picky, starts(), succeeds('T', odd), time(1))
      .when(succeeds('T', { fine: 1 }))
      .decidesLike(
        { type: 'TaskSucceeded', attempt: 2 },
        { type: 'TaskStateExited', output: { fine: 1 } },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('takes a success that comes twice for what it is, whether the next attempt is out or waited for', async () => {
    const picky = machine({ Output: OUTPUT, ...retrying() });
    const first = { visit: 1, attempt: 1 };
    await given(picky, starts(), succeeds('T', odd))
      .when(succeeds('T', odd, first))
      .decidesNothing();
    await given(picky, starts(), succeeds('T', odd), time(1))
      .when(succeeds('T', odd, first))
      .decidesNothing();
  });

  it('is caught once its retrier is spent', async () => {
    const picky = machine({ Output: OUTPUT, ...retrying(WRONG, { MaxAttempts: 1 }), ...caught });
    await given(picky, starts(), succeeds('T', odd), time(1))
      .when(succeeds('T', odd))
      .decidesLike(
        { type: 'TaskSucceeded', attempt: 2 },
        wrong('Output'),
        { type: 'TaskStateExited', next: 'Caught' },
        { type: 'SucceedStateEntered' },
        { type: 'SucceedStateExited' },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('is not tried again for what its Catcher cannot make of an error', async () => {
    const clumsy = machine({
      ...retrying(),
      Catch: [{ ErrorEquals: ['States.ALL'], Output: "{% $error('clumsy') %}", Next: 'Caught' }],
    });
    await given(clumsy, starts())
      .when(refuses('T'))
      .decidesLike({ type: 'TaskFailed' }, { type: 'EvaluationFailed' }, { type: 'ExecutionFailed', error: WRONG });
  });

  it('is not tried again for States.Runtime, though its retrier names it', async () => {
    const { execution } = await tell(
      machineOf({
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: 'kafka:p.t',
            InputPath: '$.missing',
            Retry: [{ ErrorEquals: ['States.Runtime'] }],
            End: true,
          },
        },
      }),
      starts(),
    );
    expect(execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.Runtime' } });
  });

  it('is tried again for a result that is too large, which only that event says', async () => {
    const large = machine({ Output: '{% $states.result.n ~> $string() ~> $pad(300000) %}', ...retrying('States.ALL') });
    await given(large, starts())
      .when(succeeds('T', { n: 1 }))
      .decidesLike({ type: 'TaskSucceeded' }, { ...again, error: 'States.DataLimitExceeded' });
  });

  it('asks for its lock first, and keeps it', async () => {
    const locked = machine({ Lock: { Key: 'pen' }, Arguments: { n: LATER('1') }, ...retrying() });
    const grants: Happening = {
      message: (execution) => {
        if (execution.status !== 'RUNNING') throw new Error('It waits for no lock');
        const taskToken = taskTokenOf(execution, 'F', { state: 'T', visit: 1, attempt: 1 });
        return { type: 'GrantLock', key: 'pen', taskToken };
      },
    };
    await given(locked, starts()).when(grants).decidesLike({ type: 'TaskLockAcquired' }, wrong('Arguments/n'), again);
    await given(locked, starts(), grants)
      .when(time(1))
      .decidesLike({ type: 'TaskScheduled', attempt: 2, input: { n: 1 } });
  });
});

describe('the undo of a Task that is asked once more', () => {
  const first = undoableTask('first', { Output: '{% $states.input %}', Next: 'T' });
  const picky = (more: object = {}) =>
    machine({ Compensate: { Resource: 'kafka:p.un-t' }, Output: OUTPUT, ...retrying(), ...more }, { First: first });
  const begun = [starts({ n: 1 }), succeeds('First'), succeeds('T', odd)] as const;
  const plan = async (...happenings: readonly Happening[]) => {
    const { execution } = await tell(picky(), ...begun, ...happenings);
    return (await undoPlan(picky(), execution)).map(({ state, because, input }) => ({
      state,
      because,
      output: (input as { output?: object }).output,
    }));
  };
  const T = { state: 'T', because: 'T succeeded', output: odd };
  const First = { state: 'First', because: 'First succeeded', output: {} };

  it('is due once, with what its success said, while the next attempt is waited for and while it is out', async () => {
    expect(await plan()).toEqual([T, First]);
    expect(await plan(time(1))).toEqual([T, First]);
  });

  it('stays due when the next attempt is refused or lost: the first one has succeeded', async () => {
    expect(await plan(time(1), at(2, fails('T', 'Gone')))).toEqual([T, First]);
    const { execution } = await tell(picky(), ...begun, time(1), at(2, refuses('T', 'Gone')));
    expect(execution).toMatchObject({ undoing: { problem: { error: 'Gone' } } });
    expect((execution as unknown as { steps: object[] }).steps.at(-1)).toMatchObject({
      state: 'T',
      outcome: 'SUCCEEDED',
      output: odd,
      undo: { status: 'OUT' },
    });
  });

  it('is given what the last success said', async () => {
    const spent = [time(1), succeeds('T', { ...odd, n: 2 }), time(3), succeeds('T', { ...odd, n: 3 })] as const;
    const told = await tell(picky(), ...begun, ...spent);
    expect(told.commands.at(-1)).toMatchObject({ command: 'p.un-t', input: { output: { odd: true, n: 3 } } });
    const over = await tell(picky(), ...begun, ...spent, undoSucceeds('T'), undoSucceeds('First'));
    expect(over.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
    expect(over.commands.filter(({ command }) => command === 'p.un-t')).toHaveLength(1);
  });

  it('waits for the attempt that is out, and begins with its answer', async () => {
    const stopped = [...begun, time(1), stops()] as const;
    await given(picky({ TimeoutSeconds: 9 }), ...begun, time(1))
      .when(stops())
      .decidesLike({ type: 'CompensationTriggered' });
    for (const answer of [succeeds('T', { n: 2 }), refuses('T'), fails('T')]) {
      const { execution } = await tell(picky({ TimeoutSeconds: 9 }), ...stopped, answer);
      expect(execution).toMatchObject({ undoing: { ending: 'ABORTED' } });
      expect((execution as unknown as { steps: object[] }).steps.at(-1)).toMatchObject({ undo: { status: 'OUT' } });
    }
  });

  it('waits for the attempt of a branch that was given up, whatever it answers', async () => {
    const T = { Type: 'Task', Resource: 'kafka:p.t', Compensate: { Resource: 'kafka:p.un-t' }, TimeoutSeconds: 9 };
    const branches = machineOf({
      QueryLanguage: 'JSONata',
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'T', States: { T: { ...T, Output: OUTPUT, ...retrying(), End: true } } },
            { StartAt: 'B', States: { B: { Type: 'Task', Resource: 'kafka:p.b', End: true } } },
          ],
          End: true,
        },
      },
    });
    const path = 'P[0].T';
    const story = [starts(), succeeds(path, odd), time(1), refuses('P[1].B')] as const;
    const which = { visit: 1, attempt: 2 };
    for (const answer of [succeeds(path, { n: 2 }, which), refuses(path, 'No', which), fails(path, 'Lost', which)])
      await given(branches, ...story)
        .when(answer)
        .decidesLike({ type: 'LateResult' }, { type: 'CompensationPlanned' }, { type: 'CompensationScheduled' });
  });

  it('is not due for one that was never sent', async () => {
    const early = machine({ Compensate: { Resource: 'kafka:p.un-t' }, Arguments: { n: LATER('1') }, ...retrying() });
    const { execution } = await tell(early, starts(), stops());
    expect(execution).toMatchObject({ status: 'ABORTED', compensationStatus: 'NONE' });
    await given(early, starts()).when(time(1)).decidesLike({ type: 'TaskScheduled', attempt: 2, compensable: true });
  });

  it('stays due for one that is taken on anew, whoever refuses that', async () => {
    const asks = machine({
      Resource: 'kafka:p.t.waitForTaskToken',
      Arguments: { token: '{% $states.context.Task.Token %}' },
      Compensate: { Resource: 'kafka:p.un-t' },
      Output: OUTPUT,
      ...retrying(),
    });
    const { execution } = await tell(asks, starts(), submits('T'), succeeds('T', odd), time(1), at(2, refuses('T')));
    expect(execution).toMatchObject({ undoing: {}, steps: [{ outcome: 'SUCCEEDED', output: odd }] });
  });
});

describe('a pivot that is asked once more', () => {
  it('has been passed', async () => {
    const pivot = machine(
      { SagaRole: 'PIVOT', Output: OUTPUT, ...retrying() },
      { First: undoableTask('first', { Output: '{% $states.input %}', Next: 'T' }) },
    );
    const { execution } = await tell(pivot, starts({}), succeeds('First'), succeeds('T', odd), time(1), refuses('T'));
    expect(execution).toMatchObject({ status: 'RUNNING', paused: { problem: { error: 'Refused' } } });
  });
});

describe('a state with branches or iterations of which something cannot be computed', () => {
  const inner = { StartAt: 'A', States: { A: undoableTask('a', { Output: '{% $states.result %}', End: true }) } };
  const parallel = (more: object) =>
    machineOf({
      QueryLanguage: 'JSONata',
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [inner], End: true, ...retrying(), ...more } },
    });
  const map = (more: object) =>
    machineOf({
      QueryLanguage: 'JSONata',
      StartAt: 'M',
      States: { M: { Type: 'Map', ItemProcessor: inner, End: true, ...retrying(), ...more } },
    });

  it.each([
    ['Parallel', parallel({ Arguments: "{% $error('none') %}" }), 'ParallelStateFailed'],
    ['Map', map({ Items: "{% $error('none') %}" }), 'MapStateFailed'],
  ])('tries again to begin a %s, until its retrier is spent', async (type, tried, failed) => {
    const evaluated = { type: 'EvaluationFailed' } as const;
    const entered = { type: `${type}StateEntered` } as { type: 'MapStateEntered' };
    await given(tried)
      .when(starts())
      .decidesLike({ type: 'ExecutionStarted' }, entered, evaluated, { type: 'RetryScheduled', attempt: 2 });
    await given(tried, starts(), time(1))
      .when(time(3))
      .decidesLike(evaluated, { type: failed as 'MapStateFailed', attempt: 3 }, { type: 'ExecutionFailed' });
  });

  it('runs once more where nothing can be made of its result, and both times are undone', async () => {
    const picky = parallel({ Output: '{% $states.result[0].odd ? $error("odd") : $states.result %}' });
    const told = await tell(
      picky,
      starts(),
      succeeds('P[0].A', odd),
      time(1),
      at(2, stops()),
      at(3, succeeds('P[0].A')),
    );
    const plan = told.history.find(({ event }) => event.type === 'CompensationPlanned')?.event;
    expect(plan).toMatchObject({
      plan: [
        { state: 'P[0].A', visit: 2 },
        { state: 'P[0].A', visit: 1 },
      ],
    });
  });

  it('does not run once more if it is undone as a whole: one undo stands for what was done once', async () => {
    const whole = parallel({ Compensate: { Resource: 'kafka:p.un-p' }, Output: "{% $error('odd') %}" });
    await given(whole, starts())
      .when(succeeds('P[0].A'))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'ParallelStateSucceeded' },
        { type: 'EvaluationFailed' },
        { type: 'ParallelStateFailed', attempt: 1 },
        { type: 'CompensationPlanned', plan: [{ state: 'P', resource: 'kafka:p.un-p' }] },
        { type: 'CompensationScheduled' },
      );
  });

  it.each(['INLINE', 'DISTRIBUTED'])('gives up what goes on within it first (%s)', async (Mode) => {
    const isInline = Mode === 'INLINE';
    const ProcessorConfig = isInline ? { Mode } : { Mode, ExecutionType: 'STANDARD' };
    const picky = map({
      Items: '{% [1, 1, 2] %}',
      MaxConcurrency: 2,
      ItemProcessor: { ProcessorConfig, ...inner },
      ItemSelector: { n: "{% $states.context.Map.Item.Value = 2 ? $error('odd') : 1 %}" },
    });
    const told = await tell(picky, starts(), succeeds('M[0].A'));
    const types = told.history.map(({ event }) => event.type);
    expect(types.slice(types.indexOf('EvaluationFailed'))).toEqual([
      'EvaluationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      ...(isInline ? [] : ['MapRunFailed']),
      'RetryScheduled',
    ]);
    expect(told.execution).toMatchObject({
      steps: [
        { state: 'M[0].A', outcome: 'SUCCEEDED' },
        { state: 'M[1].A', outcome: 'UNKNOWN' },
      ],
    });
  });
});

describe('a nested execution of whose result nothing can be made', () => {
  const SYNC = 'arn:aws:states:::states:startExecution.sync:2';
  const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
  const starting = {
    Type: 'Task',
    Resource: SYNC,
    Arguments: { StateMachineArn, Input: { n: '{% $states.context.State.RetryCount %}' } },
    Output: '{% $states.result.Output.odd ? $error("odd") : $states.result.Output %}',
    ...retrying(),
    End: true,
  };
  const parent = machineOf({ QueryLanguage: 'JSONata', StartAt: 'Start', States: { Start: starting } });
  const child = machineOf({ StartAt: 'One', States: { One: undoableTask('one', { End: true }) } });

  it('undoes itself, and another one takes its place', async () => {
    const world = new World({ parent, child });
    world.began = 7;
    await world.start('parent', 'p');
    const children = () => [...world.history.keys()].filter((id) => id.startsWith('child:'));
    await world.answers('One', odd);
    expect(world.messages).toContainEqual(expect.objectContaining({ type: 'StopExecution', logOffset: 7 }));
    expect(world.commands.at(-1)).toMatchObject({ command: 'p.un-one' });
    await world.answers('One');
    await world.timer('parent:p', world.at + 1_000);
    await world.answers('One', { fine: 1 });
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED', output: { fine: 1 } });
    expect(children().map((id) => world.of(id))).toMatchObject([
      { status: 'SUCCEEDED', compensationStatus: 'COMPLETED' },
      { status: 'SUCCEEDED', compensationStatus: 'NONE' },
    ]);
  });

  it('undoes itself where the state is done again by a redrive', async () => {
    const { Retry: _, ...Start } = starting;
    const waits = machineOf({
      QueryLanguage: 'JSONata',
      StartAt: 'Start',
      Saga: { OnFailure: 'PAUSE' },
      States: { Start },
    });
    const world = new World({ parent: waits, child });
    await world.start('parent', 'p');
    await world.answers('One', odd);
    expect(world.of('parent:p')).toMatchObject({ paused: { problem: { error: WRONG } } });
    await world.send({ type: 'RedriveExecution', execution: 'parent:p' });
    await world.timer('parent:p', world.at);
    const undo = world.commands.find(({ command }) => command === 'p.un-one')!;
    await world.send({ type: 'SendTaskSuccess', taskToken: undo.taskToken, output: {} });
    const [first, second] = [...world.history.keys()].filter((id) => id.startsWith('child:'));
    expect(world.of(first!)).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'COMPLETED' });
    await world.answers('One', { fine: 1 });
    expect(world.of('parent:p')).toMatchObject({ status: 'SUCCEEDED', output: { fine: 1 } });
    expect(world.of(second!)).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'NONE' });
  });
});

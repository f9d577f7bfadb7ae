import { describe, expect, it } from '@jest/globals';
import { compensationStatusOf } from '../index.js';
import {
  fails,
  given,
  machineOf,
  redriven,
  refuses,
  resolves,
  starts,
  stops,
  succeeds,
  tell,
  time,
  typesOf,
  undone,
  undoableTask as task,
  undoRefuses,
  undoSucceeds,
  type Told,
} from '../testing/index.js';

const plain = (name: string, more: object = {}) => ({ Type: 'Task', Resource: `kafka:p.${name}`, ...more });
const out = ({ commands }: Told, before: number) => commands.slice(before).map(({ command }) => command);

const twoBranches = (saga: object = {}, more: object = {}) =>
  machineOf({
    StartAt: 'First',
    Saga: saga,
    States: {
      First: task('first', { Next: 'Both' }),
      Both: {
        Type: 'Parallel',
        Branches: ['l', 'r'].map((side) => ({
          StartAt: `${side}1`,
          States: {
            [`${side}1`]: task(`${side}1`, { Next: `${side}2` }),
            [`${side}2`]: task(`${side}2`, { End: true }),
          },
        })),
        ResultPath: null,
        Next: 'Last',
        ...more,
      },
      Last: plain('last', { End: true }),
    },
  });
const allDone = [
  starts({}),
  succeeds('First'),
  succeeds('Both[0].l1'),
  succeeds('Both[1].r1'),
  succeeds('Both[0].l2'),
  succeeds('Both[1].r2'),
];

describe('R2: the order of an undo in scopes', () => {
  it('LIFO is strict: one at a time, in the reverse order of their starts, wherever they were', async () => {
    const told = await tell(
      twoBranches(),
      ...allDone,
      refuses('Last'),
      undoSucceeds('Both[1].r2'),
      undoSucceeds('Both[0].l2'),
      undoSucceeds('Both[1].r1'),
      undoSucceeds('Both[0].l1'),
      undoSucceeds('First'),
    );
    expect(undone(told)).toEqual(['p.un-r2', 'p.un-l2', 'p.un-r1', 'p.un-l1', 'p.un-first']);
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('STRUCTURED undoes branches beside each other, each from its end, and what was before them last', async () => {
    const machine = twoBranches({ Order: 'STRUCTURED' });
    const begun = await tell(machine, ...allDone, refuses('Last'));
    expect(undone(begun)).toEqual(['p.un-r2', 'p.un-l2']);
    const left = await tell(
      machine,
      ...allDone,
      refuses('Last'),
      undoSucceeds('Both[0].l2'),
      undoSucceeds('Both[0].l1'),
    );
    expect(undone(left)).toEqual(['p.un-r2', 'p.un-l2', 'p.un-l1']);
    const both = await tell(
      machine,
      ...allDone,
      refuses('Last'),
      undoSucceeds('Both[0].l2'),
      undoSucceeds('Both[0].l1'),
      undoSucceeds('Both[1].r2'),
      undoSucceeds('Both[1].r1'),
    );
    expect(undone(both)).toEqual(['p.un-r2', 'p.un-l2', 'p.un-l1', 'p.un-r1', 'p.un-first']);
  });

  it('PARALLEL undoes all at once', async () => {
    const told = await tell(twoBranches({ Order: 'PARALLEL' }), ...allDone, refuses('Last'));
    expect(undone(told)).toHaveLength(5);
  });

  it('R12: STRUCTURED has no more iterations undone at a time than the Map had', async () => {
    const machine = machineOf({
      StartAt: 'All',
      Saga: { Order: 'STRUCTURED' },
      States: {
        All: {
          Type: 'Map',
          MaxConcurrency: 2,
          ItemProcessor: { StartAt: 'Each', States: { Each: task('each', { End: true }) } },
          Next: 'Last',
        },
        Last: plain('last', { End: true }),
      },
    });
    const each = [0, 1, 2, 3].map((i) => succeeds(`All[${i}].Each`));
    const told = await tell(machine, starts([1, 2, 3, 4]), ...each, refuses('Last'));
    expect(told.commands.filter(({ id }) => id.endsWith('/C')).map(({ state }) => state)).toEqual([
      'All[3].Each',
      'All[2].Each',
    ]);
    const next = await tell(machine, starts([1, 2, 3, 4]), ...each, refuses('Last'), undoSucceeds('All[3].Each'));
    expect(next.commands.at(-1)?.state).toBe('All[1].Each');
  });
});

describe('R13: a Parallel that says what undoes it as a whole', () => {
  const machine = twoBranches({}, { Compensate: { Resource: 'kafka:p.un-both' } });

  it('once completed, is undone by that, instead of the steps within', async () => {
    const told = await tell(machine, ...allDone, refuses('Last'), undoSucceeds('Both'), undoSucceeds('First'));
    expect(undone(told)).toEqual(['p.un-both', 'p.un-first']);
    const undo = told.commands.find(({ command }) => command === 'p.un-both');
    expect(undo).toMatchObject({ id: 'signup:ada/Both/1/C', input: { output: [{}, {}] } });
    // Nobody has seen a forward command of that id, so nobody may take the undo for one without effect.
    expect(undo).not.toHaveProperty('compensates');
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('if it did not complete, the steps within are undone', async () => {
    const told = await tell(
      machine,
      ...allDone.slice(0, 4),
      refuses('Both[0].l2'),
      refuses('Both[1].r2', 'No', { visit: 1, attempt: 1 }),
    );
    expect(undone(told)).toEqual(['p.un-r1']);
  });
});

describe('R15: a Catch', () => {
  const caught = (more: object) =>
    machineOf({
      StartAt: 'First',
      States: {
        First: task('first', { Next: 'Second' }),
        Second: plain('second', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Third', ...more }], Next: 'Third' }),
        Third: plain('third', { End: true }),
      },
    });

  it('goes on with the completed steps on the stack: they are undone if the execution fails later', async () => {
    const told = await tell(caught({}), starts({}), succeeds('First'), refuses('Second'), refuses('Third'));
    expect(undone(told)).toEqual(['p.un-first']);
  });

  it('with Compensate: SCOPE undoes them first, and then goes on without them', async () => {
    const machine = caught({ Compensate: 'SCOPE' });
    const waits = await given(machine, starts({}), succeeds('First'))
      .when(refuses('Second'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'ScopeCompensationPlanned', state: 'Second', afterwards: 'CATCH', plan: [{ state: 'First' }] },
        { type: 'CompensationScheduled', state: 'First' },
      );
    expect(compensationStatusOf(waits.execution)).toBe('IN_PROGRESS');
    await given(machine, starts({}), succeeds('First'), refuses('Second'))
      .when(undoSucceeds('First'))
      .decidesLike(
        { type: 'CompensationSucceeded' },
        { type: 'ScopeCompensationCompleted', state: 'Second', compensationStatus: 'COMPLETED' },
        { type: 'TaskStateExited', state: 'Second', next: 'Third' },
        { type: 'TaskStateEntered' },
        { type: 'TaskScheduled', state: 'Third' },
      );
    const later = await tell(
      machine,
      starts({}),
      succeeds('First'),
      refuses('Second'),
      undoSucceeds('First'),
      refuses('Third'),
    );
    expect(undone(later)).toEqual(['p.un-first']);
    expect(later.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'NONE' });
  });

  it('of a Parallel undoes what was done within it, and leaves what was before', async () => {
    const machine = twoBranches({}, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last', Compensate: 'SCOPE' }] });
    const failed = [...allDone.slice(0, 4), refuses('Both[0].l2')];
    // What the right branch was about is given up, is waited for, and may have happened.
    expect(undone(await tell(machine, ...failed))).toEqual([]);
    const told = await tell(machine, ...failed, time(60));
    expect(undone(told)).toEqual(['p.un-r2']);
    const rest = await tell(
      machine,
      ...failed,
      time(60),
      undoSucceeds('Both[1].r2'),
      undoSucceeds('Both[1].r1'),
      undoSucceeds('Both[0].l1'),
      refuses('Last'),
    );
    expect(undone(rest)).toEqual(['p.un-r2', 'p.un-r1', 'p.un-l1', 'p.un-first']);
  });

  it('whose undo is blocked waits for a person, and can be stopped', async () => {
    const machine = caught({ Compensate: 'SCOPE' });
    const past = [starts({}), succeeds('First'), refuses('Second'), undoRefuses('First')];
    const { execution } = await tell(machine, ...past);
    expect(compensationStatusOf(execution)).toBe('BLOCKED');
    const resolved = await tell(machine, ...past, resolves('First', 'RESOLVED'));
    expect(typesOf(resolved)).toContain('ScopeCompensationCompleted');
    const stopped = await tell(machine, ...past, stops());
    expect(typesOf(stopped).slice(-1)).toEqual(['CompensationPlanned']);
  });
});

describe('R12: an iteration that fails and is tolerated', () => {
  it('undoes what it did itself, while the others go on', async () => {
    const machine = machineOf({
      StartAt: 'All',
      States: {
        All: {
          Type: 'Map',
          ToleratedFailureCount: 1,
          ItemProcessor: {
            StartAt: 'Pick',
            States: { Pick: task('pick', { Next: 'Ship' }), Ship: plain('ship', { End: true }) },
          },
          End: true,
        },
      },
    });
    const told = await tell(
      machine,
      starts(['a', 'b']),
      succeeds('All[0].Pick'),
      succeeds('All[1].Pick'),
      refuses('All[0].Ship'),
      succeeds('All[1].Ship', 'B'),
      undoSucceeds('All[0].Pick'),
    );
    expect(undone(told)).toEqual(['p.un-pick']);
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('R10: a pivot', () => {
  const machine = machineOf({
    StartAt: 'Reserve',
    States: {
      Reserve: task('reserve', { Next: 'Pay' }),
      Pay: plain('pay', { SagaRole: 'PIVOT', TimeoutSeconds: 10, Next: 'Ship' }),
      Ship: plain('ship', { SagaRole: 'RETRIABLE', End: true }),
    },
  });

  it('that is refused has what was before it undone', async () => {
    const told = await tell(machine, starts({}), succeeds('Reserve'), refuses('Pay'), undoSucceeds('Reserve'));
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('once it has succeeded, keeps what was before it: a later failure waits for a person', async () => {
    const past = [starts({}), succeeds('Reserve'), succeeds('Pay')];
    const { execution } = await given(machine, ...past)
      .when(refuses('Ship'))
      .decidesLike(
        { type: 'TaskFailed' },
        {
          type: 'ExecutionPaused',
          error: 'Refused',
          because: 'Pay, the pivot, has succeeded: what was done before it is not undone',
        },
      );
    expect(execution.status).toBe('RUNNING');
    await given(machine, ...past, refuses('Ship'))
      .when(redriven())
      .decidesLike({ type: 'ExecutionRedriven', state: 'Ship', attempt: 2 });
    const gone = await tell(machine, ...past, refuses('Ship'), redriven(), time(0), succeeds('Ship'));
    expect(gone.execution.status).toBe('SUCCEEDED');
    const stopped = await tell(machine, ...past, refuses('Ship'), stops());
    expect(stopped.execution).toMatchObject({
      status: 'FAILED',
      problem: { error: 'Refused' },
      compensationStatus: 'NONE',
    });
    expect(undone(stopped)).toEqual([]);
  });

  it('whose outcome is unknown is asked again, with the same id, until it is known', async () => {
    const told = await tell(machine, starts({}), succeeds('Reserve'), time(10), time(12), time(22), time(30));
    const pays = told.commands.filter(({ state }) => state === 'Pay');
    expect(pays.length).toBeGreaterThan(2);
    expect(new Set(pays.map(({ id }) => id)).size).toBe(1);
    expect(undone(told)).toEqual([]);
    const refused = await tell(machine, starts({}), succeeds('Reserve'), time(10), time(12), refuses('Pay'));
    expect(undone(refused)).toEqual(['p.un-reserve']);
  });

  it('that is still unknown when the execution is stopped is never undone around: a person finds out', async () => {
    const past = [starts({}), succeeds('Reserve'), fails('Pay', 'Lost')];
    const told = await tell(machine, ...past, stops());
    expect(typesOf(told).slice(-2)).toEqual(['CompensationPlanned', 'CompensationBlocked']);
    const resolved = await tell(machine, ...past, stops(), resolves('Pay', 'RESOLVED'), undoSucceeds('Reserve'));
    expect(resolved.execution).toMatchObject({ status: 'ABORTED', compensationStatus: 'COMPLETED' });
    const givenUp = await tell(machine, ...past, stops(), resolves('Pay', 'GIVE_UP'));
    expect(givenUp.execution).toMatchObject({ status: 'ABORTED', compensationStatus: 'PARTIAL' });
  });
});

describe('R17: OnFailure PAUSE', () => {
  const machine = machineOf({
    StartAt: 'First',
    Saga: { OnFailure: 'PAUSE' },
    States: { First: task('first', { Next: 'Second' }), Second: plain('second', { End: true }) },
  });
  const past = [starts({}), succeeds('First'), refuses('Second', 'No')];

  it('lets a person choose: redrive', async () => {
    const told = await tell(machine, ...past, redriven(), time(0), succeeds('Second'));
    expect(told.execution.status).toBe('SUCCEEDED');
    expect(out(told, 2)).toEqual(['p.second']);
  });

  it('or undo, and fail as it would have', async () => {
    const told = await tell(machine, ...past, stops(), undoSucceeds('First'));
    expect(told.execution).toMatchObject({
      status: 'FAILED',
      problem: { error: 'No' },
      compensationStatus: 'COMPLETED',
    });
  });
});

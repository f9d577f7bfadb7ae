import { describe, expect, it } from '@jest/globals';
import { compensationStatusOf, isOver, undoPlan } from '../index.js';
import {
  given,
  machineOf,
  refuses,
  resolves,
  starts,
  stops,
  succeeds,
  tell,
  undone,
  undoableTask,
  undoRefuses,
  undoSucceeds,
  type Told,
} from '../testing/index.js';

const task = (name: string, more: object = {}) => undoableTask(name, { ResultPath: null, ...more });

/** A, B, then what was done is undone, then Z. */
const machine = (undo: object = {}, more: object = {}) =>
  machineOf({
    StartAt: 'A',
    States: {
      A: task('a', { Next: 'B' }),
      B: task('b', { Next: 'Undo' }),
      Undo: { Type: 'Compensate', Next: 'Z', ...undo },
      Z: task('z', { End: true }),
    },
    ...more,
  });
const both = [starts({ n: 1 }), succeeds('A'), succeeds('B')];
const outputOf = ({ execution }: Told) => (isOver(execution) ? execution.output : undefined);

describe('a Compensate state', () => {
  it('undoes what was done so far, the last first, and then goes on', async () => {
    const told = await given(machine(), ...both, undoSucceeds('B'))
      .when(undoSucceeds('A'))
      .decidesLike(
        { type: 'CompensationSucceeded', state: 'A' },
        { type: 'ScopeCompensationCompleted', state: 'Undo', compensationStatus: 'COMPLETED' },
        { type: 'CompensateStateExited', state: 'Undo', next: 'Z' },
        { type: 'TaskStateEntered', state: 'Z' },
        { type: 'TaskScheduled', state: 'Z' },
      );
    expect(undone(told)).toEqual(['p.un-b', 'p.un-a']);
  });

  it('is entered with the plan of what it undoes, and says so in its undos', async () => {
    const told = await given(machine(), starts({ n: 1 }), succeeds('A'))
      .when(succeeds('B'))
      .decidesLike(
        { type: 'TaskSucceeded', state: 'B' },
        { type: 'TaskStateExited', state: 'B' },
        { type: 'CompensateStateEntered', state: 'Undo', visit: 1 },
        {
          type: 'ScopeCompensationPlanned',
          state: 'Undo',
          afterwards: 'EXIT',
          error: 'Saga.Compensate',
          plan: [{ state: 'B' }, { state: 'A' }],
        },
        { type: 'CompensationScheduled', state: 'B', attempt: 1 },
      );
    expect(told.commands.at(-1)?.input).toMatchObject({ error: { Error: 'Saga.Compensate' } });
    expect(compensationStatusOf(told.execution)).toBe('IN_PROGRESS');
  });

  it('undoes the visits of one State alone, if it names one', async () => {
    const told = await tell(machine({ State: 'A' }), ...both, undoSucceeds('A'), refuses('Z'));
    expect(undone(told)).toEqual(['p.un-a', 'p.un-b']);
    expect(told.execution).toMatchObject({ status: 'RUNNING' });
  });

  it('what it has undone is in no plan any more, and is undone once', async () => {
    const undo = [undoSucceeds('B'), undoSucceeds('A')];
    const told = await tell(machine(), ...both, ...undo, succeeds('Z'));
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', compensationStatus: 'NONE' });
    const failing = await tell(machine(), ...both, ...undo);
    expect((await undoPlan(machine(), failing.execution)).map(({ state }) => state)).toEqual(['Z']);
    const failed = await tell(machine(), ...both, ...undo, refuses('Z'));
    expect(failed.execution).toMatchObject({ status: 'FAILED', problem: { error: 'Refused' } });
    expect(undone(failed)).toEqual(['p.un-b', 'p.un-a']);
  });

  it('has for its result what was undone', async () => {
    const undo = machine({ ResultSelector: { 'how.$': '$' }, ResultPath: '$.undo', OutputPath: '$', Next: 'Z' });
    const told = await tell(undo, ...both, undoSucceeds('B'), undoSucceeds('A'), succeeds('Z'));
    expect(outputOf(told)).toEqual({
      n: 1,
      undo: {
        how: {
          CompensationStatus: 'COMPLETED',
          Count: 2,
          Steps: [
            { State: 'B', Visit: 1, Status: 'COMPENSATED' },
            { State: 'A', Visit: 1, Status: 'COMPENSATED' },
          ],
        },
      },
    });
  });

  it('says it in JSONata too, and assigns it', async () => {
    const undo = machine({
      QueryLanguage: 'JSONata',
      Output: { count: '{% $states.result.Count %}', n: '{% $states.input.n %}' },
      Assign: { how: '{% $states.result.CompensationStatus %}' },
    });
    const told = await tell(undo, ...both, undoSucceeds('B'), undoSucceeds('A'), succeeds('Z'));
    expect(outputOf(told)).toEqual({ count: 2, n: 1 });
    expect(told.history.find(({ event }) => event.type === 'CompensateStateExited')?.event).toMatchObject({
      assigned: { how: 'COMPLETED' },
    });
  });

  it('goes on at once where there is nothing to undo', async () => {
    const first = machineOf({ StartAt: 'Undo', States: { Undo: { Type: 'Compensate', End: true } } });
    await given(first)
      .when(starts({ n: 1 }))
      .decidesLike(
        { type: 'ExecutionStarted' },
        { type: 'CompensateStateEntered', state: 'Undo' },
        { type: 'CompensateStateExited', output: { CompensationStatus: 'NONE', Count: 0, Steps: [] } },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('R8: waits for a person where an undo has failed for good, and tells what was left', async () => {
    const blocked = await tell(machine(), ...both, undoRefuses('B'));
    expect(compensationStatusOf(blocked.execution)).toBe('BLOCKED');
    const told = await tell(
      machine(),
      ...both,
      undoRefuses('B'),
      resolves('B', 'SKIP'),
      undoSucceeds('A'),
      succeeds('Z'),
    );
    expect(outputOf(told)).toEqual({
      CompensationStatus: 'PARTIAL',
      Count: 2,
      Steps: [
        { State: 'B', Visit: 1, Status: 'SKIPPED' },
        { State: 'A', Visit: 1, Status: 'COMPENSATED' },
      ],
    });
  });

  it('a stop while it undoes takes over what is left of it, and undoes nothing twice', async () => {
    const told = await tell(machine(), ...both, undoSucceeds('B'), stops(), undoSucceeds('A'));
    expect(undone(told)).toEqual(['p.un-b', 'p.un-a']);
    expect(told.execution).toMatchObject({ status: 'ABORTED', compensationStatus: 'COMPLETED' });
  });

  it('in a loop undoes each time what was done since', async () => {
    const loop = machineOf({
      StartAt: 'A',
      States: {
        A: task('a', { Next: 'Undo', ResultPath: '$' }),
        Undo: { Type: 'Compensate', ResultPath: '$.undo', Next: 'Again' },
        Again: { Type: 'Choice', Choices: [{ Variable: '$.again', BooleanEquals: true, Next: 'A' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    });
    const told = await tell(
      loop,
      starts(),
      succeeds('A', { again: true }),
      undoSucceeds('A'),
      succeeds('A', { again: false }),
      undoSucceeds('A'),
    );
    expect(undone(told)).toEqual(['p.un-a', 'p.un-a']);
    expect(outputOf(told)).toMatchObject({ undo: { Count: 1, Steps: [{ Visit: 2 }] } });
  });
});

describe('a Compensate state in its scope', () => {
  const around = (undo: object, more: object = {}) =>
    machineOf({
      StartAt: 'First',
      States: {
        First: task('first', { Next: 'Both' }),
        Both: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'L',
              States: { L: task('l', { Next: 'Undo' }), Undo: { Type: 'Compensate', End: true, ...undo } },
            },
            { StartAt: 'R', States: { R: task('r', { End: true }) } },
          ],
          ResultPath: null,
          Next: 'Last',
          ...more,
        },
        Last: { Type: 'Compensate', State: 'Both', End: true },
      },
    });

  it('undoes what its own branch has done, and nothing beside or around it', async () => {
    const told = await tell(
      around({}),
      starts(),
      succeeds('First'),
      succeeds('Both[1].R'),
      succeeds('Both[0].L'),
      undoSucceeds('Both[0].L'),
    );
    expect(undone(told).slice(0, 1)).toEqual(['p.un-l']);
    // Last, that names Both, undoes what is left within it; First stays.
    expect(undone(told)).toEqual(['p.un-l', 'p.un-r']);
    const end = await tell(
      around({}),
      starts(),
      succeeds('First'),
      succeeds('Both[1].R'),
      succeeds('Both[0].L'),
      undoSucceeds('Both[0].L'),
      undoSucceeds('Both[1].R'),
    );
    expect(outputOf(end)).toMatchObject({ Count: 1, Steps: [{ State: 'Both[1].R' }] });
  });

  it('names a Parallel that is undone as a whole', async () => {
    const whole = around({}, { Compensate: { Resource: 'kafka:p.un-both' } });
    const told = await tell(
      whole,
      starts(),
      succeeds('First'),
      succeeds('Both[1].R'),
      succeeds('Both[0].L'),
      undoSucceeds('Both[0].L'),
      undoSucceeds('Both'),
    );
    expect(undone(told)).toEqual(['p.un-l', 'p.un-both']);
    expect(outputOf(told)).toMatchObject({ Count: 1, Steps: [{ State: 'Both' }] });
  });

  it('R10: undoes nothing from before a pivot that has succeeded, even if it names it', async () => {
    const pivot = machineOf({
      StartAt: 'A',
      States: {
        A: task('a', { Next: 'P' }),
        P: { Type: 'Task', Resource: 'kafka:p.pay', SagaRole: 'PIVOT', ResultPath: null, Next: 'Undo' },
        Undo: { Type: 'Compensate', State: 'A', End: true },
      },
    });
    const told = await tell(pivot, starts(), succeeds('A'), succeeds('P'));
    expect(undone(told)).toEqual([]);
    expect(outputOf(told)).toMatchObject({ CompensationStatus: 'NONE' });
  });

  it('R10: nor where that pivot is in another branch', async () => {
    const branch = (first: string, States: object) => ({ StartAt: first, States });
    const pivot = machineOf({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            branch('L', {
              L: task('l', { Next: 'M' }),
              M: task('m', { Next: 'Undo' }),
              Undo: { Type: 'Compensate', End: true },
            }),
            branch('P', { P: { Type: 'Task', Resource: 'kafka:p.pay', SagaRole: 'PIVOT', End: true } }),
          ],
          End: true,
        },
      },
    });
    // L began before the pivot, M behind it.
    const told = await tell(pivot, starts(), succeeds('Both[1].P'), succeeds('Both[0].L'), succeeds('Both[0].M'));
    expect(undone(told)).toEqual(['p.un-m']);
    const end = await tell(
      pivot,
      starts(),
      succeeds('Both[1].P'),
      succeeds('Both[0].L'),
      succeeds('Both[0].M'),
      undoSucceeds('Both[0].M'),
    );
    expect(end.execution.status).toBe('SUCCEEDED');
  });
});

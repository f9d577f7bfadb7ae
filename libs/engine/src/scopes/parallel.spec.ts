import { describe, expect, it } from '@jest/globals';
import { at, fails, given, machineOf, refuses, starts, stops, succeeds, time, typesOf } from '../testing/index.js';

const task = (command: string, more: object = {}) => ({
  Type: 'Task',
  Resource: `kafka:${command}`,
  End: true,
  ...more,
});
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

const trip = (more: object = {}, flight: object = {}, hotel: object = {}) =>
  machineOf({
    StartAt: 'Book',
    States: {
      Book: {
        Type: 'Parallel',
        Branches: [branch('Flight', task('flight.book', flight)), branch('Hotel', task('hotel.book', hotel))],
        End: true,
        ...more,
      },
      Sorry: { Type: 'Pass', End: true },
    },
  });

describe('a Parallel state', () => {
  it('gives every branch its input, all at once, and each command the scope in its id', async () => {
    const { commands } = await given(trip(), starts({ to: 'Oslo' }))
      .when(succeeds('Book[0].Flight'))
      .decidesLike(
        {
          type: 'TaskSucceeded',
          state: 'Book[0].Flight',
        },
        { type: 'TaskStateExited', state: 'Book[0].Flight' },
      );
    expect(commands.map(({ id, input }) => [id, input])).toEqual([
      ['signup:ada/Book[0].Flight/1/F', { to: 'Oslo' }],
      ['signup:ada/Book[1].Hotel/1/F', { to: 'Oslo' }],
    ]);
  });

  it('succeeds when all branches have, with what they left in their order, whichever was first', async () => {
    await given(trip(), starts({}), succeeds('Book[1].Hotel', 'room'))
      .when(succeeds('Book[0].Flight', 'seat'))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'ParallelStateSucceeded', output: ['seat', 'room'] },
        { type: 'ParallelStateExited', output: ['seat', 'room'] },
        { type: 'ExecutionSucceeded', output: ['seat', 'room'] },
      );
  });

  it('fails when a branch fails, and gives up what the others are about', async () => {
    await given(trip(), starts({}))
      .when(refuses('Book[0].Flight', 'Full'))
      .decidesLike(
        { type: 'TaskFailed', state: 'Book[0].Flight' },
        { type: 'TaskStateAborted', state: 'Book[0].Flight' },
        { type: 'BranchFailed', state: 'Book', index: 0, error: 'Full' },
        { type: 'TaskStateAborted', state: 'Book[1].Hotel' },
        { type: 'ParallelStateFailed', error: 'Full' },
        { type: 'ExecutionFailed', error: 'Full' },
      );
  });

  it('is caught as a whole', async () => {
    const machine = trip({ Catch: [{ ErrorEquals: ['Full'], ResultPath: '$.why', Next: 'Sorry' }] });
    const { execution } = await given(machine, starts({ to: 'Oslo' }))
      .when(refuses('Book[1].Hotel', 'Full'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'TaskStateAborted', state: 'Book[1].Hotel' },
        { type: 'BranchFailed', index: 1 },
        { type: 'TaskStateAborted', state: 'Book[0].Flight' },
        { type: 'ParallelStateFailed' },
        { type: 'ParallelStateExited', next: 'Sorry' },
        { type: 'PassStateEntered' },
        { type: 'PassStateExited' },
        { type: 'ExecutionSucceeded', output: { to: 'Oslo', why: { Error: 'Full' } } },
      );
    expect(execution.status).toBe('SUCCEEDED');
  });

  it('is tried again as a whole, with visits that no command has had before', async () => {
    const machine = trip({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] });
    const told = await given(machine, starts({}), refuses('Book[0].Flight', 'Full'))
      .when(time(1))
      .decidesLike(
        { type: 'ParallelStateStarted', attempt: 2 },
        { type: 'TaskStateEntered', state: 'Book[0].Flight', visit: 2 },
        { type: 'TaskScheduled', state: 'Book[0].Flight', visit: 2, attempt: 1 },
        { type: 'TaskStateEntered', state: 'Book[1].Hotel', visit: 2 },
        { type: 'TaskScheduled', state: 'Book[1].Hotel', visit: 2, attempt: 1 },
      );
    expect(new Set(told.commands.map(({ id }) => id)).size).toBe(4);
  });

  it('R11: what all branches did is undone, although it never completed, the last started first', async () => {
    const machine = trip(
      {},
      { Compensate: { Resource: 'kafka:flight.cancel' }, TimeoutSeconds: 30 },
      { Compensate: { Resource: 'kafka:hotel.cancel' }, TimeoutSeconds: 30 },
    );
    const told = await given(machine, starts({}), succeeds('Book[1].Hotel'))
      .when(refuses('Book[0].Flight', 'Full'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'TaskStateAborted', state: 'Book[0].Flight' },
        { type: 'BranchFailed' },
        { type: 'ParallelStateFailed' },
        {
          type: 'CompensationPlanned',
          status: 'FAILED',
          error: 'Full',
          plan: [{ state: 'Book[1].Hotel', resource: 'kafka:hotel.cancel', because: 'Hotel in Book[1] succeeded' }],
        },
        { type: 'CompensationScheduled', state: 'Book[1].Hotel' },
      );
    expect(told.commands.at(-1)).toMatchObject({
      id: 'signup:ada/Book[1].Hotel/1/C',
      compensates: 'signup:ada/Book[1].Hotel/1/F',
    });
  });

  it('R4, R11: a sibling that is out is waited for; its late success is undone', async () => {
    const undo = (command: string) => ({ Compensate: { Resource: `kafka:${command}` }, TimeoutSeconds: 30 });
    const machine = trip({}, undo('flight.cancel'), undo('hotel.cancel'));
    const told = await given(machine, starts({}), fails('Book[0].Flight', 'Lost'))
      .when(succeeds('Book[1].Hotel', 'room', { visit: 1, attempt: 1 }))
      .decidesLike(
        { type: 'LateResult', state: 'Book[1].Hotel', result: 'SUCCEEDED', output: 'room' },
        {
          type: 'CompensationPlanned',
          plan: [{ state: 'Book[1].Hotel' }, { state: 'Book[0].Flight' }],
        },
        { type: 'CompensationScheduled', state: 'Book[1].Hotel', input: { output: 'room' } },
      );
    expect(typesOf(told)).toContain('CompensationTriggered');
  });

  it('R4: a sibling that never answers is undone when its time is over', async () => {
    const undo = (command: string) => ({ Compensate: { Resource: `kafka:${command}` }, TimeoutSeconds: 30 });
    const machine = trip({}, undo('flight.cancel'), undo('hotel.cancel'));
    await given(machine, starts({}), at(1, fails('Book[0].Flight', 'Lost')))
      .when(time(30))
      .decidesLike(
        { type: 'CompensationPlanned', plan: [{ state: 'Book[1].Hotel' }, { state: 'Book[0].Flight' }] },
        { type: 'CompensationScheduled' },
      );
  });

  it('is stopped with all that is in it', async () => {
    await given(trip(), starts({})).when(stops()).decidesLike({ type: 'ExecutionAborted' });
  });
});

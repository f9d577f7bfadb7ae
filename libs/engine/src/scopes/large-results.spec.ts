import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '#contracts';
import { EPOCH, given, happens, machineOf, starts, succeeds, tell, time } from '../testing/index.js';

/** Nothing that a definition or a participant says makes a decision, or what is kept of an execution, grow without end. */
const large = 'x'.repeat(100_000);

const each = (more: object, inner: object) =>
  machineOf({
    StartAt: 'Each',
    States: {
      Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { ...inner, End: true } } }, ...more },
      Sorry: { Type: 'Pass', Result: 'sorry', End: true },
    },
  });
const asks = { Type: 'Task', Resource: 'kafka:parcel.ship' };
const DATA_LIMIT = {
  error: 'States.DataLimitExceeded',
  cause: "The state/task 'Each' returned a result with a size exceeding the maximum number of bytes service limit.",
};

describe('a Map state whose results are over the limit', () => {
  it('fails with the iteration that is one too many, whatever becomes of its result, and gives up the rest', async () => {
    const machine = each({ ResultPath: null, End: true }, asks);
    const two = [starts([1, 2, 3, 4]), succeeds('Each[0].One', large), succeeds('Each[1].One', large)] as const;
    await given(machine, ...two)
      .when(succeeds('Each[2].One', large))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'MapIterationSucceeded', index: 2 },
        { type: 'TaskStateAborted', state: 'Each[3].One' },
        { type: 'MapIterationAborted', index: 3 },
        { type: 'MapStateFailed', ...DATA_LIMIT },
        { type: 'ExecutionFailed', ...DATA_LIMIT },
      );
  });

  it('is caught like any other failure', async () => {
    const Catch = [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Sorry' }];
    const ends = [0, 1, 2].map((i) => succeeds(`Each[${i}].One`, large));
    const { execution } = await tell(each({ Catch, End: true }, asks), starts([1, 2, 3]), ...ends);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: 'sorry' });
  });

  it('is left with as much as the limit allows', async () => {
    const most = LIMITS.payloadBytes - JSON.stringify([large, '']).length;
    const statusWith = async (output: string) => {
      const ends = [succeeds('Each[0].One', large), succeeds('Each[1].One', output)];
      const { execution } = await tell(each({ OutputPath: '$[1]', End: true }, asks), starts([1, 2]), ...ends);
      return execution.status;
    };
    expect(await statusWith('x'.repeat(most))).toBe('SUCCEEDED');
    expect(await statusWith('x'.repeat(most + 1))).toBe('FAILED');
  });
});

describe('a Parallel state whose results are over the limit', () => {
  it('fails once all branches are done', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { ...asks, End: true } } });
    const machine = machineOf({
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [branch('A'), branch('B'), branch('C')], End: true } },
    });
    await given(machine, starts(), succeeds('Both[0].A', large), succeeds('Both[1].B', large))
      .when(succeeds('Both[2].C', large))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'ParallelStateFailed', error: 'States.DataLimitExceeded' },
        { type: 'ExecutionFailed', error: 'States.DataLimitExceeded' },
      );
  });
});

describe('iterations that make much out of little', () => {
  it('take as many decisions as it needs for each to be a record of the log', async () => {
    const machine = machineOf({
      QueryLanguage: 'JSONata',
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: '{% [1..200] %}',
          ItemProcessor: {
            StartAt: 'Much',
            States: {
              Much: { Type: 'Pass', Output: "{% $pad('x', 200000) %}", Next: 'Little' },
              Little: { Type: 'Pass', Output: 1, End: true },
            },
          },
          End: true,
        },
      },
    });
    let told = await tell(machine, starts());
    const sizes: number[] = [];
    for (let turn = 0; told.execution.status === 'RUNNING'; turn++) {
      const due = time(EPOCH + turn).message;
      told = await happens(machine, told, { message: due }, { at: EPOCH + turn, random: turn });
      sizes.push(told.decided.ok ? JSON.stringify(told.decided.events).length : NaN);
    }
    expect(told.execution.status).toBe('SUCCEEDED');
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(4_000_000);
  });
});

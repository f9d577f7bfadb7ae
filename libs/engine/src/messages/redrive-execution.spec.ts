import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '#contracts';
import type { EndedExecution } from '../index.js';
import {
  at,
  fails,
  given,
  historyOf,
  killed,
  machineOf,
  redriven,
  refuses,
  says,
  seconds,
  signup,
  starts,
  succeeds,
  tell,
  time,
  type Happening,
  type Told,
} from '../testing/index.js';

const task = (resource: string, more: object = {}) => ({ Type: 'Task', Resource: `kafka:${resource}`, ...more });

/** Two steps of which nothing is undone. */
const two = machineOf({
  StartAt: 'A',
  States: {
    A: task('a.do', { Next: 'B' }),
    B: task('b.do', { End: true, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1, IntervalSeconds: 1 }] }),
  },
});

const branch = (name: string) => ({ StartAt: name, States: { [name]: task('x.do', { End: true }) } });
const parallel = machineOf({
  StartAt: 'P',
  States: { P: { Type: 'Parallel', End: true, Branches: [branch('X'), branch('Y'), branch('Z')] } },
});
const map = machineOf({
  StartAt: 'M',
  States: { M: { Type: 'Map', ItemProcessor: branch('I'), End: true } },
});

const commandsSince = (told: Told, n: number) => told.commands.slice(n).map(({ id, attempt }) => [id, attempt]);
const ended = (told: Told) => told.execution as EndedExecution;

/** Every history goes on with numbers that count on, and with each event after what it follows from. */
function tellHistory(told: Told): string[] {
  const history = historyOf(told);
  for (const { id, previousEventId } of history) expect(previousEventId).toBeLessThan(id);
  const { execution } = told;
  if (execution.status === 'RUNNING') expect(execution.historyLength).toBe(history.length);
  return history.map(({ type }) => type);
}

describe('R17: an execution that ended is redriven', () => {
  it('from the state that failed, with the same id and a new attempt, keeping what was done', async () => {
    const past = [starts(), succeeds('A'), refuses('B', 'No')] as const;
    const failed = await tell(two, ...past);
    expect(failed.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'NONE' });
    const told = await tell(two, ...past, at(5, redriven()), time(5));
    expect(told.history.find(({ event }) => event.type === 'ExecutionRedriven')?.event).toEqual({
      type: 'ExecutionRedriven',
      state: 'B',
      visit: 1,
      attempt: 2,
      scopes: [],
    });
    expect(commandsSince(told, failed.commands.length)).toEqual([['signup:ada/B/1/F', 2]]);
    const done = await tell(two, ...past, at(5, redriven()), time(5), succeeds('B', { ok: true }));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: { ok: true } });
    expect(done.outcomes.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'SUCCEEDED']);
  });

  it('with its retriers as new', async () => {
    const past = [starts(), succeeds('A'), refuses('B', 'Busy'), time(2), refuses('B', 'Busy')] as const;
    expect((await tell(two, ...past)).execution.status).toBe('FAILED');
    const told = await tell(two, ...past, at(5, redriven()), time(5), refuses('B', 'Busy'));
    expect(told.history.at(-1)!.event).toMatchObject({ type: 'RetryScheduled', attempt: 4, retrier: 0 });
  });

  it('that was aborted or timed out too, with its time as new', async () => {
    const slow = machineOf({ TimeoutSeconds: 10, StartAt: 'A', States: { A: task('a.do', { End: true }) } });
    const timedOut = await tell(slow, starts(), time(10), at(60, redriven()), time(60));
    expect(timedOut.execution).toMatchObject({ status: 'RUNNING', dueAt: seconds(70) });
    expect(commandsSince(timedOut, 1)).toEqual([['signup:ada/A/1/F', 2]]);
    const aborted = await tell(slow, starts(), killed(), at(60, redriven()), time(60), succeeds('A'));
    expect(aborted.execution.status).toBe('SUCCEEDED');
  });

  it('and evaluates a state anew that could not be evaluated', async () => {
    const choice = machineOf({
      StartAt: 'A',
      States: {
        A: task('a.do', { Next: 'C' }),
        C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'S' }] },
        S: { Type: 'Succeed' },
      },
    });
    const told = await tell(choice, starts(), succeeds('A'), at(5, redriven()));
    const types = told.history.map(({ event }) => event.type);
    expect(types.filter((type) => type === 'TaskScheduled')).toHaveLength(1);
    expect(types.slice(-3)).toEqual(['ExecutionFailed', 'ExecutionRedriven', 'ExecutionFailed']);
  });

  it('in all branches that were not done, and in no other', async () => {
    const past = [starts(), succeeds('P[0].X', 'x'), refuses('P[1].Y', 'No')] as const;
    const failed = await tell(parallel, ...past);
    expect(failed.execution.status).toBe('FAILED');
    const told = await tell(parallel, ...past, at(5, redriven()), time(5));
    expect(told.history.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'ExecutionRedriven', state: 'P', attempt: 1, scopes: ['P[1]', 'P[2]'] }),
    );
    expect(commandsSince(told, failed.commands.length)).toEqual([
      ['signup:ada/P[1].Y/1/F', 2],
      ['signup:ada/P[2].Z/1/F', 2],
    ]);
    const more: Happening[] = [succeeds('P[2].Z', 'z'), succeeds('P[1].Y', 'y')];
    const done = await tell(parallel, ...past, at(5, redriven()), time(5), ...more);
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: ['x', 'y', 'z'] });
    expect(tellHistory(done).at(-1)).toBe('ExecutionSucceeded');
  });

  it('so, too, if it was stopped while it waited for a person', async () => {
    const paused = machineOf({
      StartAt: 'P',
      States: { P: { Type: 'Parallel', End: true, Branches: [branch('X'), branch('Y')] } },
      Saga: { OnFailure: 'PAUSE' },
    });
    const past = [starts(), succeeds('P[0].X', 'x'), refuses('P[1].Y', 'No')] as const;
    expect((await tell(paused, ...past)).history.at(-1)!.event.type).toBe('ExecutionPaused');
    const told = await tell(paused, ...past, killed(), at(5, redriven()), time(5), succeeds('P[1].Y', 'y'));
    expect(commandsSince(told, 2)).toEqual([['signup:ada/P[1].Y/1/F', 2]]);
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', output: ['x', 'y'] });
  });

  it('in the iterations that were not done, and those that had not begun', async () => {
    const past = [starts([1, 2, 3]), succeeds('M[1].I', 'b'), refuses('M[0].I', 'No')] as const;
    const failed = await tell(map, ...past);
    expect(failed.execution.status).toBe('FAILED');
    const more: Happening[] = [succeeds('M[0].I', 'a'), succeeds('M[2].I', 'c')];
    const told = await tell(map, ...past, at(5, redriven()), time(5), ...more);
    expect(commandsSince(told, failed.commands.length)).toEqual([
      ['signup:ada/M[0].I/1/F', 2],
      ['signup:ada/M[2].I/1/F', 2],
    ]);
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', output: ['a', 'b', 'c'] });
    expect(tellHistory(told).at(-1)).toBe('ExecutionSucceeded');
  });

  it('as often as it fails', async () => {
    const past = [starts(), succeeds('A'), refuses('B', 'No')] as const;
    const again = [at(5, redriven()), time(5), refuses('B', 'No')] as const;
    const twice = await tell(two, ...past, ...again, at(9, redriven()), time(9));
    expect(twice.execution).toMatchObject({ redrives: { count: 2, at: seconds(9) } });
    expect(commandsSince(twice, 2)).toEqual([
      ['signup:ada/B/1/F', 2],
      ['signup:ada/B/1/F', 3],
    ]);
    expect(tellHistory(twice).filter((type) => type === 'ExecutionRedriven')).toHaveLength(2);
  });

  it('once for each request, however often it comes', async () => {
    const request = says({ type: 'RedriveExecution', execution: 'signup:ada', clientToken: 't' });
    const past = [starts(), succeeds('A'), refuses('B', 'No'), at(5, request), time(5)] as const;
    await given(two, ...past)
      .when(request)
      .decidesNothing();
    await given(two, ...past, refuses('B', 'No'))
      .when(request)
      .decidesNothing();
    await given(two, ...past)
      .when(redriven())
      .isRefused('ExecutionNotRedrivable');
  });

  it('and knows in its context object how often and when', async () => {
    const context = machineOf({
      StartAt: 'A',
      States: {
        A: task('a.do', {
          Parameters: { 'n.$': '$$.Execution.RedriveCount', 'all.$': '$$.Execution' },
          End: true,
        }),
      },
    });
    const told = await tell(context, starts(), refuses('A'), at(5, redriven()), time(5));
    expect(told.commands.map(({ input }) => input)).toMatchObject([
      { n: 0 },
      { n: 1, all: { RedriveTime: new Date(seconds(5)).toISOString() } },
    ]);
  });
});

describe('R17: an execution is not redriven', () => {
  it('more than a thousand times', async () => {
    const often = Array.from({ length: LIMITS.redrives }, () => [redriven(), time(0), refuses('A')]).flat();
    const one = machineOf({ StartAt: 'A', States: { A: task('a.do', { End: true }) } });
    const past = [starts(), refuses('A'), ...often] as const;
    await given(one, ...past.slice(0, -3))
      .when(redriven())
      .decidesLike({ type: 'ExecutionRedriven' });
    await given(one, ...past)
      .when(redriven())
      .isRefused('ExecutionNotRedrivable');
  });

  it('that succeeded, was undone in parts, or is an EXPRESS one', async () => {
    await given(two, starts(), succeeds('A'), succeeds('B')).when(redriven()).isRefused('ExecutionNotRedrivable');
    const express = says({
      type: 'StartExecution',
      stateMachine: 'signup',
      version: 1,
      name: 'ada',
      machineType: 'EXPRESS',
    });
    await given(two, express, fails('A')).when(redriven()).isRefused('ExecutionNotRedrivable');
    const undone = await tell(signup(), starts(), succeeds('CreateUser'), refuses('PlaceOrder', 'No'));
    expect(ended(undone).resume).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Json, Message } from '#contracts';
import type { Execution } from '../execution.js';
import { messagesFrom } from '../messages-from.js';
import { evolve } from '../evolve/evolve.js';
import { newExecution } from '../execution.js';
import { taskTokenOf } from '../task-token.js';
import {
  at,
  given,
  machineOf,
  redriven,
  refuses,
  seconds,
  starts,
  stops,
  succeeds,
  tell,
  time,
  undoSucceeds,
  type Happening,
  type Told,
} from '../testing/index.js';

const step = (name: string, more: object = {}): Json => ({
  Type: 'Task',
  Resource: `kafka:shop.${name.toLowerCase()}`,
  ResultPath: null,
  Compensate: { Resource: `kafka:shop.un-${name.toLowerCase()}` },
  ...more,
});

/** Reserves and pays under the lock of the item. */
const machine = machineOf({
  StartAt: 'A',
  States: {
    A: step('A', { Lock: { KeyPath: '$.item', TimeoutSeconds: 5 }, Next: 'B' }) as never,
    B: step('B', { Lock: { KeyPath: '$.item' }, End: true }) as never,
  },
});

const failing = machineOf({
  StartAt: 'A',
  States: {
    A: step('A', { Lock: { KeyPath: '$.item' }, Next: 'B' }) as never,
    B: step('B', { Lock: { Key: 'other', Policy: 'FAIL_FAST' }, End: true }) as never,
  },
});

const tokenOf = (execution: Execution, state: string, attempt = 1): string => {
  if (execution.status === 'NEW') throw new Error('Nothing has begun');
  return taskTokenOf(execution, 'F', { state, visit: 1, attempt });
};

const grants = (state: string, key = 'pen', attempt = 1): Happening => ({
  message: (execution) => ({ type: 'GrantLock', key, taskToken: tokenOf(execution, state, attempt) }),
});
const refusesLock = (state: string, key: string): Happening => ({
  message: (execution) => ({ type: 'RefuseLock', key, taskToken: tokenOf(execution, state), cause: 'It is held.' }),
});

/** What an execution has said to locks, in the order in which it did. */
function saidToLocks({ history }: Told): string[] {
  let execution: Execution = newExecution('signup:ada');
  return history.flatMap(({ at: when, event }) => {
    const after = evolve(execution, event, when);
    const messages = messagesFrom(execution, after, [event]);
    execution = after;
    return messages.flatMap((message: Message) =>
      message.type === 'AcquireLock' || message.type === 'ReleaseLock'
        ? [`${message.type} ${message.key} ${message.taskToken.split('/').slice(1, 5).join('/')}`]
        : [],
    );
  });
}

const begun = [starts({ item: 'pen' })];

describe('a Task with a Lock (R16)', () => {
  it('asks for it, and sends nothing before it has it', async () => {
    const asked = await given(machine)
      .when(...(begun as [Happening]))
      .decidesLike(
        { type: 'ExecutionStarted' },
        { type: 'TaskStateEntered' },
        { type: 'TaskLockRequested', state: 'A', visit: 1, attempt: 1, key: 'pen', policy: 'WAIT', dueAt: seconds(5) },
      );
    expect(asked.commands).toEqual([]);
    await given(machine, ...begun)
      .when(at(2, grants('A')))
      .decidesLike({ type: 'TaskLockAcquired', key: 'pen' }, { type: 'TaskScheduled', attempt: 1, compensable: true });
  });

  it('is given it once for all steps of its execution, and gives it back at the end', async () => {
    const told = await tell(machine, ...begun, grants('A'), succeeds('A'), succeeds('B'));
    expect(told.execution.status).toBe('SUCCEEDED');
    expect(saidToLocks(told)).toEqual(['AcquireLock pen A/1/F/1', 'ReleaseLock pen A/1/F/1']);
  });

  it('keeps it until all is undone', async () => {
    const before = await tell(machine, ...begun, grants('A'), succeeds('A'), refuses('B'));
    expect(saidToLocks(before)).toEqual(['AcquireLock pen A/1/F/1']);
    const told = await tell(machine, ...begun, grants('A'), succeeds('A'), refuses('B'), undoSucceeds('A'));
    expect(told.execution.status).toBe('FAILED');
    expect(saidToLocks(told).at(-1)).toBe('ReleaseLock pen A/1/F/1');
  });

  it('fails when it has waited for long enough, and what was done is undone', async () => {
    const waits = machineOf({
      StartAt: 'A',
      States: {
        A: step('A', { Next: 'B' }) as never,
        B: step('B', { Lock: { Key: 'k', TimeoutSeconds: 3 }, End: true }) as never,
      },
    });
    const told = await tell(waits, ...begun, succeeds('A'), time(3), undoSucceeds('A'));
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'Saga.LockTimeout' } });
    expect(saidToLocks(told)).toEqual(['AcquireLock k B/1/F/1', 'ReleaseLock k B/1/F/1']);
    expect(told.commands.map(({ command }) => command)).toEqual(['shop.a', 'shop.un-a']);
    await given(waits, ...begun, succeeds('A'))
      .when(time(2))
      .decidesNothing();
  });

  it('waits no longer than a minute where its author does not say', async () => {
    const told = await tell(failing, ...begun, time(60));
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'Saga.LockTimeout' } });
  });

  it('fails at once where it does not want to wait, and has nothing to give back', async () => {
    const told = await tell(
      failing,
      ...begun,
      grants('A'),
      succeeds('A'),
      refusesLock('B', 'other'),
      undoSucceeds('A'),
    );
    expect(told.execution).toMatchObject({ problem: { error: 'Saga.LockNotAvailable', cause: 'It is held.' } });
    expect(saidToLocks(told)).toEqual([
      'AcquireLock pen A/1/F/1',
      'AcquireLock other B/1/F/1',
      'ReleaseLock pen A/1/F/1',
    ]);
  });

  it('can be tried again, and caught', async () => {
    const Retry = [{ ErrorEquals: ['Saga.LockTimeout'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const Catch = [{ ErrorEquals: ['Saga.LockTimeout'], Next: 'C' }];
    const patient = machineOf({
      StartAt: 'A',
      States: {
        A: step('A', { Lock: { Key: 'pen', TimeoutSeconds: 5 }, Retry, Catch, End: true }) as never,
        C: { Type: 'Succeed' } as never,
      },
    });
    const again = [...begun, time(5), time(6)];
    const got = await tell(patient, ...again, at(7, grants('A', 'pen', 2)), refuses('A'));
    // What goes out for the first time as the second attempt is a step like any other.
    expect(got.history.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'TaskScheduled', attempt: 2, compensable: true }),
    );
    const done = await tell(patient, ...again, at(7, grants('A', 'pen', 2)), stops(), succeeds('A'), undoSucceeds('A'));
    expect(done.execution).toMatchObject({ status: 'ABORTED', compensationStatus: 'COMPLETED' });
    const gaveUp = await tell(patient, ...again, time(11));
    expect(gaveUp.execution.status).toBe('SUCCEEDED');
    expect(saidToLocks(gaveUp)).toEqual([
      'AcquireLock pen A/1/F/1',
      'ReleaseLock pen A/1/F/1',
      'AcquireLock pen A/1/F/2',
      'ReleaseLock pen A/1/F/2',
    ]);
  });

  it('is not given what it does not wait for: the lock is told', async () => {
    await given(machine, ...begun, time(5))
      .when(grants('A'))
      .isRefused('LockNotWanted');
    await given(machine, ...begun)
      .when(grants('A', 'another'))
      .isRefused('LockNotWanted');
    await given(machine, ...begun, grants('A'))
      .when(grants('A'))
      .decidesNothing();
    await given(machine, ...begun, grants('A'))
      .when(refusesLock('A', 'pen'))
      .decidesNothing();
    await given(machine, ...begun)
      .when({ message: () => ({ type: 'GrantLock', key: 'pen', taskToken: 'signup:ada/A/1/F/1/made0up' }) })
      .isRefused('LockNotWanted');
  });

  it('gives up waiting with its branch, and with its execution', async () => {
    const branch = (state: string, more: object) => ({
      StartAt: state,
      States: { [state]: step(state, { ...more, End: true }) as never },
    });
    const beside = machineOf({
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [branch('X', { Lock: { Key: 'pen' } }), branch('Y', {})],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W' }],
          End: true,
        } as never,
        W: { Type: 'Wait', Seconds: 9, End: true } as never,
      },
    });
    const caught = await tell(beside, ...begun, refuses('P[1].Y'));
    expect(caught.execution.status).toBe('RUNNING');
    expect(saidToLocks(caught)).toEqual(['AcquireLock pen P[0].X/1/F/1', 'ReleaseLock pen P[0].X/1/F/1']);
    const stopped = await tell(machine, ...begun, stops());
    expect(saidToLocks(stopped)).toEqual(['AcquireLock pen A/1/F/1', 'ReleaseLock pen A/1/F/1']);
  });

  it('asks anew in an execution that is redriven, under another token', async () => {
    const plain = machineOf({
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: 'kafka:shop.a', Lock: { Key: 'pen' }, End: true } as never },
    });
    const told = await tell(plain, ...begun, grants('A'), refuses('A'), redriven(), time(0));
    expect(saidToLocks(told)).toEqual([
      'AcquireLock pen A/1/F/1',
      'ReleaseLock pen A/1/F/1',
      'AcquireLock pen A/1/F/2',
    ]);
  });

  it('fails where its key is none', async () => {
    for (const item of ['', 'x'.repeat(257), {}]) {
      const told = await tell(machine, starts({ item }));
      expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.Runtime' } });
    }
  });
});

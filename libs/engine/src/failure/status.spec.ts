import { describe, expect, it } from '@jest/globals';
import { compensationStatusOf } from '../index.js';
import {
  bothDone,
  bounced,
  EPOCH,
  fails,
  given,
  redriven,
  signup,
  starts,
  stops,
  succeeds,
  tell,
  time,
  undoSucceeds,
} from '../testing/index.js';

describe('R9: the status', () => {
  it('R9: the execution runs while it is undone, then ends with the original error and cause', async () => {
    const running = await tell(signup(), ...bothDone, bounced);
    expect(running.execution.status).toBe('RUNNING');
    expect(compensationStatusOf(running.execution)).toBe('IN_PROGRESS');
    const ended = await tell(signup(), ...bothDone, bounced, undoSucceeds('PlaceOrder'), undoSucceeds('CreateUser'));
    expect(ended.outcomes.map(({ status, compensationStatus }) => [status, compensationStatus])).toEqual([
      ['RUNNING', 'NONE'],
      ['FAILED', 'COMPLETED'],
    ]);
    expect(ended.outcomes.at(-1)).toMatchObject({ error: 'Bounced', cause: 'Bounced of Notify', stopDate: EPOCH });
  });

  it('R9: as FAILED, ABORTED or TIMED_OUT, whichever it was', async () => {
    const undo = [undoSucceeds('PlaceOrder'), undoSucceeds('CreateUser')] as const;
    const stopped = await tell(signup(), ...bothDone, stops({ error: 'E' }), succeeds('Notify'), ...undo);
    expect(stopped.execution).toMatchObject({
      status: 'ABORTED',
      problem: { error: 'E' },
      compensationStatus: 'COMPLETED',
    });
    const timed = await tell(signup({ TimeoutSeconds: 10 }), ...bothDone, time(10), fails('Notify', 'X'), ...undo);
    expect(timed.execution).toMatchObject({ status: 'TIMED_OUT', problem: { error: 'States.Timeout' } });
  });
});

describe('R17: redrive', () => {
  it('R17: what was undone, or is being undone, cannot be gone on with', async () => {
    await given(signup(), ...bothDone, bounced)
      .when(redriven())
      .isRefused('ExecutionNotRedrivable');
    const done = [...bothDone, bounced, undoSucceeds('PlaceOrder'), undoSucceeds('CreateUser')] as const;
    const told = await given(signup(), ...done)
      .when(redriven())
      .isRefused('ExecutionNotRedrivable');
    expect(told.decided).toMatchObject({ cause: expect.stringContaining('compensated') });
    await given(signup(), starts()).when(redriven()).isRefused('ExecutionNotRedrivable');
  });
});

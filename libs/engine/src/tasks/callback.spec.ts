import { describe, expect, it } from '@jest/globals';
import {
  at,
  beats,
  given,
  machineOf,
  refuses,
  refusesToSubmit,
  starts,
  stops,
  submits,
  succeeds,
  tell,
  time,
} from '../testing/index.js';

const approval = (more: object = {}) =>
  machineOf({
    StartAt: 'Approve',
    States: {
      Approve: {
        Type: 'Task',
        Resource: 'kafka:mail.ask.waitForTaskToken',
        Parameters: { 'token.$': '$$.Task.Token', 'who.$': '$.who' },
        End: true,
        ...more,
      },
    },
  });

const retried = { TimeoutSeconds: 60, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] };
const undone = { Compensate: { Resource: 'kafka:mail.withdraw' } };

describe('a Task that waits for its token', () => {
  it('sends the token in its input, and has a reply of its own that says no more than that it was taken on', async () => {
    const { commands, execution } = await tell(approval(), starts({ who: 'ada' }));
    const [command] = commands;
    const { token } = command!.input as { token: string };
    expect(command).toMatchObject({ command: 'mail.ask', id: 'signup:ada/Approve/1/F', callback: true });
    expect(command!.taskToken).not.toBe(token);
    expect(execution.status).toBe('RUNNING');
  });

  it('is submitted once, and waits on', async () => {
    const { execution } = await given(approval(), starts({ who: 'ada' }))
      .when(submits('Approve', { mail: 1 }))
      .decides({ type: 'TaskSubmitted', state: 'Approve', visit: 1, attempt: 1, output: { mail: 1 } });
    expect(execution.status).toBe('RUNNING');
    await given(approval(), starts({ who: 'ada' }), submits('Approve', { mail: 1 }))
      .when(submits('Approve', { mail: 1 }))
      .decidesNothing();
  });

  it('has the result that the holder of the token tells, even before the submission is known', async () => {
    await given(approval(), starts({ who: 'ada' }), submits('Approve'))
      .when(succeeds('Approve', 'yes'))
      .decidesLike(
        { type: 'TaskSucceeded', output: 'yes' },
        { type: 'TaskStateExited' },
        { type: 'ExecutionSucceeded' },
      );
    await given(approval(undone), starts({ who: 'ada' }), succeeds('Approve', 'yes'))
      .when(submits('Approve'))
      .decidesNothing();
  });

  it('fails if it is not taken on, and if the holder of the token says so', async () => {
    await given(approval(), starts({ who: 'ada' }))
      .when(refusesToSubmit('Approve', 'NoSuchMailbox'))
      .decidesLike({ type: 'TaskFailed', error: 'NoSuchMailbox', outcome: 'refused' }, { type: 'ExecutionFailed' });
    await given(approval(), starts({ who: 'ada' }), submits('Approve'))
      .when(refuses('Approve', 'Declined'))
      .decidesLike({ type: 'TaskFailed', error: 'Declined' }, { type: 'ExecutionFailed' });
  });

  it('is taken on anew with every attempt, each with a token of its own', async () => {
    const { commands } = await tell(
      approval(retried),
      starts({ who: 'ada' }),
      submits('Approve'),
      refuses('Approve', 'Declined'),
      time(2),
    );
    const [first, second] = commands.map(({ id, attempt, input }) => ({
      id,
      attempt,
      ...(input as { token: string }),
    }));
    expect([first!.id, second!.id, second!.attempt]).toEqual([first!.id, first!.id, 2]);
    expect(second!.token).not.toBe(first!.token);
  });

  it('takes no failure from the holder of an earlier token', async () => {
    await given(approval(retried), starts({ who: 'ada' }), submits('Approve'), time(60), time(62))
      .when(refuses('Approve', 'Declined', { visit: 1, attempt: 1 }))
      .decidesNothing();
  });

  it('lives as long as the holder of the token says so', async () => {
    const machine = approval({ HeartbeatSeconds: 10 });
    await given(machine, starts({ who: 'ada' }), submits('Approve'), at(9, beats('Approve')))
      .when(time(12))
      .decidesNothing();
  });

  it('counts as done if an attempt was taken on and lost, whatever later ones are refused', async () => {
    const story = [starts({ who: 'ada' }), submits('Approve'), time(60), time(62)] as const;
    const { execution } = await tell(
      approval({ ...undone, TimeoutSeconds: 60, Retry: [{ ErrorEquals: ['States.Timeout'] }] }),
      ...story,
      refusesToSubmit('Approve', 'NoSuchMailbox', { attempt: 2 }),
    );
    expect(execution).toMatchObject({ undoing: { ending: 'FAILED' }, steps: [{ outcome: 'UNKNOWN', unsure: true }] });
  });

  it('had no effect if it was never taken on', async () => {
    const { execution } = await tell(approval(undone), starts({ who: 'ada' }), refusesToSubmit('Approve'));
    expect(execution).toMatchObject({ status: 'FAILED', compensationStatus: 'NONE' });
  });

  it('may have had one if it was given up', async () => {
    const { execution } = await tell(approval(undone), starts({ who: 'ada' }), submits('Approve'), stops(), time(61));
    expect(execution).toMatchObject({ undoing: { ending: 'ABORTED' } });
  });
});

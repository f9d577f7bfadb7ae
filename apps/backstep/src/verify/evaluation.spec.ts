import { describe, expect, it } from '@jest/globals';
import type { Decision } from '#contracts';
import { RecordedRun } from './testing/recorded-run.js';

/** Nothing can be made of what the first attempt says. */
async function triedAgain(): Promise<RecordedRun> {
  const run = new RecordedRun({
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        QueryLanguage: 'JSONata',
        Resource: 'kafka:p.t',
        Output: "{% $states.result.odd ? $error('odd') : $states.result %}",
        Retry: [{ ErrorEquals: ['States.QueryEvaluationError'] }],
        Compensate: { Resource: 'kafka:p.un-t' },
        End: true,
      },
    },
  });
  await run.start('a');
  await run.succeed('a', { odd: true });
  await run.timer('a');
  await run.succeed('a', { fine: true });
  return run;
}

const edit = (run: RecordedRun, change: (decision: Decision) => void): RecordedRun => {
  change(run.decisionWith('RetryScheduled'));
  return run;
};

describe('verify and a Task of whose result nothing can be made', () => {
  it('finds nothing in one that is tried again', async () => {
    expect((await triedAgain()).verify({ allEnded: true }).findings).toEqual([]);
  });

  it('finds a retry that nobody says the reason of', async () => {
    const silent = edit(await triedAgain(), (decision) => {
      decision.events = decision.events.filter(({ type }) => type !== 'EvaluationFailed');
    });
    expect(silent.verify().findings).toMatchObject([{ says: expect.stringContaining('no attempt has failed') }]);
  });

  it('finds a retry that undoes an execution that was not its own', async () => {
    const strange = edit(await triedAgain(), (decision) => {
      const child = { execution: 'signup:b', attempt: 1 };
      decision.events = decision.events.map((event) => (event.type === 'RetryScheduled' ? { ...event, child } : event));
    });
    expect(strange.verify().findings[0]).toMatchObject({ says: expect.stringContaining('did not succeed for it') });
  });
});

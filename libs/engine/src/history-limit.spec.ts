import { describe, expect, it } from '@jest/globals';
import { historyAfter, newHistory } from '#contracts';
import { machineOf, starts, tellWith, type Told } from './testing/index.js';

const FULL = {
  error: 'States.Runtime',
  cause: 'The execution reached the maximum number of history events (25).',
};

const loop = machineOf({
  StartAt: 'Again',
  States: { Again: { Type: 'Pass', Next: 'Once' }, Once: { Type: 'Pass', Next: 'Again' } },
});
const passes = (count: number) =>
  machineOf({
    StartAt: 'S1',
    States: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `S${i + 1}`,
        { Type: 'Pass', ...(i + 1 < count ? { Next: `S${i + 2}` } : { End: true }) },
      ]),
    ),
  });

const lengthOf = ({ history }: Told): number =>
  history.reduce((told, { at, event }) => historyAfter(told, { at, events: [event] }).history, newHistory('m')).length;

describe('a limit of 25 events of history', () => {
  it('ends a loop with event 25', async () => {
    const told = await tellWith(loop, { historyLimit: 25 }, starts());
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: FULL });
    expect(lengthOf(told)).toBe(25);
  });

  it('lets event 25 be the success', async () => {
    // Started, two for each state, succeeded.
    expect((await tellWith(passes(11), { historyLimit: 24 }, starts())).execution.status).toBe('SUCCEEDED');
    expect((await tellWith(passes(12), { historyLimit: 24 }, starts())).execution.status).toBe('FAILED');
  });
});

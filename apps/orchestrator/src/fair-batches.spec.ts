import { afterEach, describe, expect, it } from '@jest/globals';
import { executionId } from '#contracts';
import { memoryBroker, type MemoryClient } from '#kafka/testing';
import { passes, Stage } from './testing/index.js';

/**
 * No execution holds its partition: what it does at once has a bound, the rest is due like a timer, and timers and records
 * take turns. All of it in one partition, and counted in decisions: how long one takes is for `npm run bench:engine`.
 */
const ITEMS = 10_000;
const SMALL = 20;

const eachItem = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } },
      ResultPath: null,
      End: true,
    },
  },
};

const huge = executionId('huge', 'h');
const idOf = (i: number) => executionId('small', `s${i}`);

let stage: Stage<MemoryClient>;
afterEach(() => stage.close());

const entered = (events: readonly { readonly type: string }[]) =>
  events.filter(({ type }) => type.endsWith('StateEntered') || type === 'MapIterationStarted').length;

describe('an execution with a Map of thousands of items', () => {
  it('lets those behind it in the inbox go first, and they let it go on', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 1, batchMessages: 4 });
    await stage.orchestrator();
    await stage.define('huge', eachItem);
    await stage.define('small', passes);
    const input = Array.from({ length: ITEMS }, (_, n) => n);
    await stage.send(
      { type: 'StartExecution', stateMachine: 'huge', name: 'h', input },
      ...Array.from(
        { length: SMALL },
        (_, i) => ({ type: 'StartExecution', stateMachine: 'small', name: `s${i}` }) as const,
      ),
    );
    await stage.ended('h', 'SUCCEEDED', 60_000);

    const decisions = (await stage.decisions()).map(({ decision }) => decision);
    const its = decisions.filter(({ entity }) => entity === huge);
    expect(its.length).toBeGreaterThan(20);
    expect(its.every(({ events }) => entered(events) <= 501)).toBe(true);
    // One decision of the huge one for one record of the inbox, and no more.
    const lastSmall = decisions.findLastIndex(({ entity }) => entity === idOf(SMALL - 1));
    const before = decisions.slice(0, lastSmall).filter(({ entity }) => entity === huge).length;
    expect(before).toBeGreaterThan(1);
    expect(before).toBeLessThanOrEqual(SMALL + 1);
    expect(decisions.slice(lastSmall).filter(({ entity }) => entity === huge).length).toBeGreaterThan(0);
  }, 90_000);
});

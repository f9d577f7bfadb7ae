import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { historyAfter, newHistory, type Child } from '#contracts';
import { compensationStatusOf, isOver, type Execution } from '#engine';
import { eventsOf, randomStory, turnsOf, type Turn } from '#engine/testing';
import type { HistoryQuery } from '../model/history.js';
import { openViews } from '../open-views.js';
import { itemsOf, pagesOf } from '../testing/contract/rule.js';
import { TestLog } from '../testing/test-log.js';
import type { Views } from '../views.js';

/**
 * The engine's own stories, which nobody wrote by hand: what the views say of an execution is what the engine's fold
 * and the history's fold say.
 */

const folder = mkdtempSync(join(tmpdir(), 'stories-'));
let folders = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ID = 'signup:ada';

/** The history's fold over everything, without any cleverness. */
function folded(turns: readonly Turn[], child: Child | undefined, includeCompensation: boolean) {
  let history = newHistory('signup', child);
  return turns.flatMap((turn) => {
    const told = historyAfter(history, { at: turn.at, events: eventsOf(turn) }, { includeCompensation });
    history = told.history;
    return told.events;
  });
}

async function expectExecution(views: Views, execution: Execution): Promise<void> {
  if (execution.status === 'NEW') return;
  const shown = (await views.execution(ID))!;
  expect(shown).toMatchObject({
    status: execution.status,
    startedAt: execution.startedAt,
    compensationStatus: compensationStatusOf(execution),
    ...(isOver(execution) && { stoppedAt: execution.stoppedAt, ...execution.problem }),
  });
  if (isOver(execution) && execution.output !== undefined) expect(JSON.parse(shown.output!)).toEqual(execution.output);
}

async function expectHistories(views: Views, turns: readonly Turn[], limit: number): Promise<void> {
  const told = async (query: HistoryQuery) =>
    (await pagesOf((asked) => views.history(asked), { ...query, limit })).flat();
  const whole = folded(turns, undefined, false);
  expect(await told({ execution: ID })).toEqual(whole);
  expect(await told({ execution: ID, reverse: true })).toEqual(whole.toReversed());
  const runs = itemsOf(await views.mapRuns({ execution: ID }));
  for (const { run, state, executions: counts } of runs) {
    const iterations = itemsOf(await views.executions({ mapRun: run }));
    const running = iterations.filter(({ status }) => status === 'RUNNING').length;
    expect([state, counts.running, counts.total - counts.pending]).toEqual([state, running, iterations.length]);
    for (const { id, name } of iterations) {
      const index = Number(name.slice(name.lastIndexOf('-') + 1));
      const started = turns.flatMap(eventsOf).filter((event) => event.type === 'MapRunStarted' && event.run === run);
      const { visit, attempt } = started[0] as Child;
      expect(await told({ execution: id })).toEqual(folded(turns, { state, visit, attempt, index }, false));
    }
  }
}

describe('the views of a story that the engine tells', () => {
  it('are what the engine and the history make of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomStory,
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (story, sizes, limit) => {
          const turns = await turnsOf(story);
          const views = await openViews({
            dataDir: join(folder, `${(folders += 1)}`),
            onProblem: ({ error }) => {
              throw error;
            },
          });
          try {
            const log = new TestLog();
            for (const [i, turn] of turns.entries()) {
              log.at(turn.at).decideIn(0, ID, ...eventsOf(turn));
              if (i % sizes[i % sizes.length]! !== 0) continue;
              await views.apply(log.batches());
              await expectExecution(views, turn.after.execution);
            }
            await views.apply(log.batches());
            await expectExecution(views, turns.at(-1)!.after.execution);
            const all = await pagesOf((query) => views.events(query), {
              execution: ID,
              withIterations: true,
              limit: 1000,
            });
            expect(all.flat().map(({ event }) => event)).toEqual(turns.flatMap(eventsOf));
            await expectHistories(views, turns, limit);
          } finally {
            await views.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventOf, ExecutionEvent, Json } from '#contracts';
import { visitsIn, type InState } from '../index.js';
import { historyOf, playRedriven, randomRuns, rounds, untilSeen, type Told } from '../testing/index.js';

const keyOf = ({ state, visit, index }: EventOf<'MapIterationStarted' | 'MapIterationSucceeded'>) =>
  `${state}/${visit}[${index}]`;

/** How many items the iterations that have succeeded were about. */
const itemsIn = (log: readonly ExecutionEvent[]): number =>
  log.reduce((sum, event) => {
    const isOfRun = event.type === 'MapIterationSucceeded' && event.state.endsWith('N');
    return isOfRun ? sum + (event.items ?? 1) : sum;
  }, 0);

const manifestIn = (input: Json): Json | undefined =>
  typeof input === 'object' && input !== null && 'manifest' in input ? (input.manifest as Json) : undefined;

/** Of each state that goes on: the numbers of its history. */
function expectNumbersToGoOn(told: Told): void {
  if (told.execution.status !== 'RUNNING') return;
  expect(told.execution.historyLength).toBe(historyOf(told).length);
  for (const { state, visit, doing } of visitsIn(told.execution.root) as Iterable<InState>) {
    if (doing.phase !== 'SCOPES' || !doing.mode) continue;
    for (const { index, historyLength } of doing.scopes)
      expect(historyLength).toBe(historyOf(told, { state, visit, attempt: doing.attempt, index }).length);
  }
}

describe('whatever ended a Distributed Map', () => {
  it('a redrive after which all is answered well ends well; what had succeeded is not done again', async () => {
    let redrives = 0;
    let kept = 0;
    await untilSeen(
      60,
      () => Math.min(redrives, kept),
      () =>
        fc.assert(
          fc.asyncProperty(randomRuns, rounds, async (run, drawn) => {
            const { told, redrivenLast } = await playRedriven(run, drawn, (now) => {
              redrives += 1;
              expectNumbersToGoOn(now);
            });
            expect(told.execution).toMatchObject({ status: 'SUCCEEDED' });
            const log = told.history.map(({ event }) => event);
            const done = new Set<string>();
            for (const event of log) {
              if (event.type === 'TaskScheduled') expect(done).not.toContain(`${event.state}/${event.visit}`);
              if (event.type === 'TaskSucceeded') done.add(`${event.state}/${event.visit}`);
            }
            const succeeded = log.flatMap((event) => (event.type === 'MapIterationSucceeded' ? [keyOf(event)] : []));
            expect(new Set(succeeded).size).toBe(succeeded.length);
            // A run that has succeeded with what it tolerates is not redriven.
            if (redrivenLast && (run.tolerates === 0 || run.within === 'NOTHING')) {
              expect(itemsIn(log)).toBe(run.items * (run.within === 'MAP' || run.within === 'RUN' ? 2 : 1));
              const manifests = told.commands.flatMap(({ input }) => manifestIn(input) ?? []);
              if (run.writes) expect(manifests.at(-1)).toMatchObject({ FAILED: [], PENDING: [] });
            }
            const last = log.findLastIndex(({ type }) => type === 'ExecutionRedriven');
            kept += log.slice(0, Math.max(0, last)).filter(({ type }) => type === 'MapIterationSucceeded').length;
            const sent = told.commands.map(({ id, attempt }) => `${id} ${attempt}`);
            expect(new Set(sent).size).toBe(sent.length);
          }),
          { numRuns: 40, endOnFailure: true },
        ),
    );
  }, 120_000);
});

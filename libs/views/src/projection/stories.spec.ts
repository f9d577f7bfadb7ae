import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { historyAfter, newHistory, type Child, type ExecutionEvent } from '#contracts';
import { compensationStatusOf, isOver, type Execution } from '#engine';
import { machineOf, play, randomMachine, type RandomAct, type Turn } from '#engine/testing';
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

const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'kafka:p.do',
  Compensate: { Resource: 'kafka:p.undo' },
  End: true,
  ...more,
});
const processor = (States: { [name: string]: object }, mode?: 'DISTRIBUTED') => ({
  ...(mode && { ProcessorConfig: { Mode: mode, ExecutionType: 'STANDARD' } }),
  StartAt: Object.keys(States)[0],
  States,
});
const list = { Type: 'Pass', Result: { list: [1, 2, 3] }, Next: 'M' };
const map = (states: { [name: string]: object }, more: object = {}, mode?: 'DISTRIBUTED') => ({
  Type: 'Map',
  ItemsPath: '$.list',
  ItemProcessor: processor(states, mode),
  End: true,
  ...more,
});
const inner = { N: { Type: 'Pass', Result: { list: [1, 2] }, Next: 'I' } };
const undone = { OnFailure: 'COMPENSATE', OnAbort: 'COMPENSATE' };

const MACHINES: { readonly [name: string]: object } = {
  'a Map': { StartAt: 'L', States: { L: list, M: map({ A: task() }) }, Saga: undone },
  'a Distributed Map': {
    StartAt: 'L',
    States: { L: list, M: map({ A: task() }, { MaxConcurrency: 2, ToleratedFailureCount: 1 }, 'DISTRIBUTED') },
    Saga: undone,
  },
  'a Distributed Map that is tried again and caught': {
    StartAt: 'L',
    States: {
      L: list,
      M: map(
        { A: task({ End: undefined, Next: 'W' }), W: { Type: 'Wait', Seconds: 2, End: true } },
        {
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
        },
        'DISTRIBUTED',
      ),
      Z: task(),
    },
    Saga: undone,
  },
  'a Distributed Map of Maps and branches': {
    StartAt: 'L',
    States: {
      L: list,
      M: map(
        {
          ...inner,
          I: map({ A: task() }, { End: undefined, Next: 'P' }),
          P: { Type: 'Parallel', Branches: [processor({ B: task() }), processor({ C: task() })], End: true },
        },
        { MaxConcurrency: 2 },
        'DISTRIBUTED',
      ),
    },
    Saga: undone,
  },
  'a Distributed Map in a Distributed Map': {
    StartAt: 'L',
    States: { L: list, M: map({ ...inner, I: map({ A: task() }, {}, 'DISTRIBUTED') }, {}, 'DISTRIBUTED') },
    Saga: undone,
  },
  'a Distributed Map in a branch': {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          processor({ L: list, M: map({ A: task() }, {}, 'DISTRIBUTED') }),
          processor({ B: task({ Retry: [{ ErrorEquals: ['Failed'], MaxAttempts: 1 }] }) }),
        ],
        End: true,
      },
    },
    Saga: undone,
  },
};

const machine = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...Object.keys(MACHINES))
      .map((name) => ({ name, machine: machineOf(JSON.parse(JSON.stringify(MACHINES[name])) as object) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        tasks: fc.array(
          fc.record({
            undo: fc.boolean(),
            evenIfRefused: fc.boolean(),
            retries: fc.integer({ min: 0, max: 2 }),
            caught: fc.boolean(),
            timeout: fc.option(fc.integer({ min: 2, max: 9 }), { nil: undefined }),
            heartbeat: fc.constant(undefined),
            back: fc.integer({ min: 0, max: 2 }),
            pause: fc.boolean(),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        ends: fc.constantFrom('Succeed' as const, 'Fail' as const),
        onUndoFailure: fc.constantFrom('HALT' as const, 'CONTINUE' as const),
        timeout: fc.option(fc.integer({ min: 5, max: 30 }), { nil: undefined }),
      })
      .map((random) => ({ name: JSON.stringify(random), machine: randomMachine(random) })),
  },
);

const act: fc.Arbitrary<RandomAct> = fc.record({
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('SUCCEED' as const, 'TIMER' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'REFUSE' as const,
        'FAIL' as const,
        'BEAT' as const,
        'RESOLVE' as const,
        'WAIT' as const,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('STOP' as const, 'KILL' as const) },
  ),
  which: fc.integer({ min: 0, max: 4 }),
  again: fc.boolean(),
  how: fc.constantFrom('RETRY' as const, 'RESOLVED' as const, 'SKIP' as const, 'GIVE_UP' as const),
});

const eventsOf = ({ after }: Turn): readonly ExecutionEvent[] => (after.decided.ok ? after.decided.events : []);

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
  for (const { run, state, counts } of runs) {
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
        machine,
        fc.array(act, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (told, acts, sizes, limit) => {
          const turns = (await play(told.machine, acts)).filter((turn) => eventsOf(turn).length > 0);
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

import { expect } from '@jest/globals';
import { historyAfter, newHistory, type ExecutionEvent, type HistoryEvent } from '#contracts';
import type { Views } from '../../views.js';
import { EPOCH, TestLog } from '../test-log.js';
import * as tiny from '../tiny-events.js';
import { fill, itemsOf, pagesOf, type MakeRule, type Rule } from './rule.js';

const M = { state: 'M', visit: 1, attempt: 1 };
const iteration = (how: string, index: number, more: object = {}) => ({
  type: `MapIteration${how}`,
  ...M,
  index,
  input: index,
  output: index,
  ...more,
});

const RUN = { run: 'run-1', label: 'label' };
const idOf = (index: number) => `m/label:run-1-${index}`;

/** A Distributed Map of three: the first succeeds, the second fails, the third is going on. */
function distributed(): { log: TestLog; decisions: object[][] } {
  const decisions: object[][] = [
    [tiny.started('m:a', { version: 3, roleArn: 'r' }), { type: 'MapStateEntered', state: 'M', visit: 1, input: {} }],
    [
      {
        type: 'MapStateStarted',
        ...M,
        items: [1, 2, 3, 4],
        mode: 'DISTRIBUTED',
        maxConcurrency: 3,
        toleratedFailurePercentage: 2.5,
      },
      { type: 'MapRunStarted', ...M, ...RUN },
      ...[0, 1, 2].map((index) => iteration('Started', index)),
    ],
    [tiny.entered('M[0].A'), tiny.entered('M[1].A'), tiny.entered('M[2].A')],
    [tiny.exited('M[0].A'), iteration('Succeeded', 0)],
    [iteration('Failed', 1, { error: 'Broken', cause: 'c' })],
  ];
  const log = new TestLog();
  for (const events of decisions) log.decide('m:a', ...(events as { type: string }[]));
  return { log, decisions };
}

const ENDS: readonly object[] = [
  { type: 'MapRunFailed', ...M, error: 'E' },
  { type: 'MapStateFailed', ...M, error: 'E' },
  tiny.failed(),
];

const iterations = async (views: Views) => itemsOf(await views.executions({ mapRun: 'run-1' }));

export const mapRunRules = (rule: MakeRule): Rule[] => [
  rule('counts the items of a run in batches, and its executions', async (views) => {
    const log = new TestLog();
    log.decide(
      'm:a',
      tiny.started('m:a'),
      { type: 'MapStateEntered', state: 'M', visit: 1, input: {} },
      { type: 'MapStateStarted', ...M, items: [1, 2, 3, 4, 5, 6], mode: 'DISTRIBUTED', batch: { mostItems: 2 } },
      { type: 'MapRunStarted', ...M, ...RUN },
      iteration('Started', 0, { items: 2 }),
      iteration('Started', 1, { items: 2 }),
    );
    log.decide('m:a', iteration('Succeeded', 0, { items: 2 }));
    await fill(views, log);
    const items = { total: 6, pending: 2, running: 2, succeeded: 2, failed: 0, aborted: 0 };
    const executions = { total: 3, pending: 1, running: 1, succeeded: 1, failed: 0, aborted: 0 };
    expect(await views.mapRun('run-1')).toMatchObject({ items, executions });
  }),
  rule('tells a run whose items could not be read', async (views) => {
    const log = new TestLog();
    log.decide(
      'm:a',
      tiny.started('m:a'),
      { type: 'MapStateEntered', state: 'M', visit: 1, input: {} },
      { type: 'ItemReaderFailed', ...M, error: 'States.ItemReaderFailed' },
      { type: 'MapRunFailed', ...M, ...RUN, error: 'States.ItemReaderFailed' },
      { type: 'MapStateFailed', ...M, error: 'States.ItemReaderFailed' },
      tiny.failed(),
    );
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({
      status: 'FAILED',
      items: { total: 0 },
      executions: { total: 0 },
    });
  }),
  rule('counts what is in files once the manifest is', async (views) => {
    const log = new TestLog();
    log.decide(
      'm:a',
      tiny.started('m:a'),
      { type: 'MapStateEntered', state: 'M', visit: 1, input: {} },
      { type: 'MapStateStarted', ...M, items: [1, 2, 3, 4], mode: 'DISTRIBUTED', batch: { mostItems: 2 } },
      { type: 'MapRunStarted', ...M, ...RUN },
      iteration('Started', 0, { items: 2 }),
      iteration('Started', 1, { items: 2 }),
      iteration('Succeeded', 0, { items: 2 }),
      iteration('Failed', 1, { items: 2 }),
      { type: 'ResultWriterScheduled', ...M, write: 1, part: { file: 'SUCCEEDED', number: 0, count: 1 }, dueAt: 1 },
    );
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({ items: { written: 0 }, executions: { written: 0 } });
    log.decide('m:a', { type: 'ResultWriterScheduled', ...M, write: 2, part: { file: 'MANIFEST' }, dueAt: 1 });
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({ items: { written: 4 }, executions: { written: 2 } });
  }),
  rule('tells a run of a Distributed Map, and how far its iterations are', async (views) => {
    const { log } = distributed();
    await fill(views, log);
    const ended = { succeeded: 1, failed: 1, aborted: 0, written: 0, pendingRedrive: 0, notRedrivable: 0 };
    const counts = { total: 4, pending: 1, running: 1, ...ended };
    const run = {
      ...RUN,
      execution: 'm:a',
      stateMachine: 'm',
      state: 'M',
      status: 'RUNNING',
      startedAt: EPOCH + 1000,
      maxConcurrency: 3,
      toleratedFailurePercentage: 2.5,
      redriveCount: 0,
      items: counts,
      executions: counts,
    };
    expect(await views.mapRun('run-1')).toEqual(run);
    expect(itemsOf(await views.mapRuns({ execution: 'm:a' }))).toEqual([run]);
    expect(itemsOf(await views.mapRuns({ execution: 'm:b' }))).toEqual([]);
    expect(await views.mapRun('run-2')).toBeUndefined();
    log.decide('m:a', { type: 'MapRunFailed', ...M, error: 'E' });
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({ status: 'FAILED', stoppedAt: EPOCH + 5000 });
  }),
  rule('tells a redriven run as the same one: who goes on, who waits, and who cannot', async (views) => {
    const { log } = distributed();
    log.decide('m:a', iteration('Failed', 2, { error: 'Late' }), ...(ENDS as { type: string }[]));
    await fill(views, log);
    const counts = { total: 4, pending: 1, running: 0, succeeded: 1, failed: 2, aborted: 0, written: 0 };
    const none = { pendingRedrive: 0, notRedrivable: 0 };
    expect(await views.mapRun('run-1')).toMatchObject({ status: 'FAILED', redriveCount: 0, items: counts });
    log.decide(
      'm:a',
      { type: 'ExecutionRedriven', state: 'M', visit: 1, attempt: 1, scopes: [] },
      { type: 'MapRunRedriven', ...M, ...RUN, count: 1 },
    );
    await fill(views, log);
    const run = await views.mapRun('run-1');
    expect(run).toMatchObject({ status: 'RUNNING', redriveCount: 1, redrivenAt: EPOCH + 6000 });
    expect(run).not.toHaveProperty('stoppedAt');
    expect(run!.items).toEqual({ ...counts, pendingRedrive: 2, notRedrivable: 0 });
    log.decide('m:a', iteration('Redriven', 1));
    await fill(views, log);
    const goesOn = { ...counts, running: 1, failed: 1, pendingRedrive: 1, notRedrivable: 0 };
    expect(await views.mapRun('run-1')).toMatchObject({ items: goesOn, executions: goesOn });
    const child = await views.execution(idOf(1));
    expect(child).toMatchObject({ status: 'RUNNING', redriveCount: 1, redrivenAt: EPOCH + 7000 });
    for (const gone of ['error', 'cause', 'stoppedAt']) expect(child).not.toHaveProperty(gone);
    expect((await views.execution(idOf(2)))!).toMatchObject({ status: 'FAILED', redriveCount: 0 });
    log.decide('m:a', iteration('Succeeded', 1), { type: 'ExecutionAborted' });
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({
      status: 'ABORTED',
      items: { ...counts, ...none, succeeded: 2, failed: 1 },
    });
    log.decide(
      'm:a',
      { type: 'ExecutionRedriven', state: 'M', visit: 1, attempt: 1, scopes: [] },
      { type: 'MapRunRedriven', ...M, ...RUN, count: 2, except: [{ index: 2 }] },
    );
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({
      redriveCount: 2,
      executions: { failed: 1, pendingRedrive: 0, notRedrivable: 1 },
    });
    const told = itemsOf(await views.history({ execution: idOf(1) }));
    expect(told.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ExecutionSucceeded',
    ]);
    expect(told[3]).toMatchObject({ executionRedrivenEventDetails: { redriveCount: 1 } });
  }),
  rule('shows iterations as executions, with their run only', async (views) => {
    await fill(views, distributed().log);
    expect(itemsOf(await views.executions({})).map(({ id }) => id)).toEqual(['m:a']);
    expect((await views.counts()).byStatus).toEqual([{ stateMachine: 'm', status: 'RUNNING', count: 1 }]);
    expect((await iterations(views)).map(({ id, status }) => [id, status])).toEqual([
      [idOf(2), 'RUNNING'],
      [idOf(1), 'FAILED'],
      [idOf(0), 'SUCCEEDED'],
    ]);
    expect(itemsOf(await views.executions({ mapRun: 'run-1', status: 'FAILED' })).map(({ id }) => id)).toEqual([
      idOf(1),
    ]);
    expect(await views.execution(idOf(1))).toMatchObject({
      stateMachine: 'm/label',
      name: 'run-1-1',
      parent: 'm:a',
      mapRun: 'run-1',
      revision: 3,
      input: '1',
      error: 'Broken',
      cause: 'c',
    });
  }),
  rule('ends with the execution what goes on in it', async (views) => {
    const { log } = distributed();
    await fill(views, log);
    log.decide('m:a', { type: 'ExecutionAborted', error: 'Stopped' });
    await fill(views, log);
    expect(await views.mapRun('run-1')).toMatchObject({
      status: 'ABORTED',
      items: { running: 0, aborted: 1 },
      executions: { running: 0, aborted: 1 },
    });
    expect((await iterations(views)).map(({ status }) => status)).toEqual(['ABORTED', 'FAILED', 'SUCCEEDED']);
    const told = itemsOf(await views.history({ execution: idOf(2) }));
    expect(told.map(({ type }) => type)).toEqual(['ExecutionStarted', 'PassStateEntered', 'ExecutionAborted']);
  }),
  rule('tells each iteration’s history as its own, and none of it in its parent’s', async (views) => {
    const { log, decisions } = distributed();
    log.decide('m:a', ...(ENDS as { type: string }[]));
    await fill(views, log);
    const all = [...decisions, [...ENDS]].map((events, i) => ({
      at: EPOCH + i * 1000,
      events: events as ExecutionEvent[],
    }));
    const folded = (child?: number) => {
      let history = newHistory('m', child === undefined ? undefined : { ...M, index: child });
      return all.flatMap((decided) => {
        const after = historyAfter(history, decided, { roleArn: 'r' });
        history = after.history;
        return after.events as HistoryEvent[];
      });
    };
    expect(itemsOf(await views.history({ execution: 'm:a' }))).toEqual(folded());
    for (const index of [0, 1, 2]) {
      const told = itemsOf(await views.history({ execution: idOf(index) }));
      expect(told).toEqual(folded(index));
      expect(itemsOf(await views.history({ execution: idOf(index), reverse: true }))).toEqual(told.toReversed());
      expect(told[0]).toMatchObject({ executionStartedEventDetails: { roleArn: 'r' } });
    }
  }),
  rule('gives all events of an execution in the log’s order, with those of its iterations', async (views) => {
    const { log, decisions } = distributed();
    const undo = { state: 'M[0].A', visit: 1, attempt: 1 };
    const compensation = { type: 'CompensationScheduled', ...undo, resource: 'kafka:a.b', input: {} };
    log.decide('m:a', compensation);
    await fill(views, log);
    const all = [...decisions, [compensation]].flatMap((events, d) =>
      events.map((event, index) => ({ offset: d + 1, index, at: EPOCH + d * 1000, event })),
    );
    for (const limit of [1, 4, 1000]) {
      const ask = { execution: 'm:a', withIterations: true, limit };
      expect((await pagesOf((query) => views.events(query), ask)).flat()).toEqual(all);
      const backwards = await pagesOf((query) => views.events(query), { ...ask, reverse: true });
      expect(backwards.flat()).toEqual(all.toReversed());
    }
    const own = itemsOf(await views.events({ execution: 'm:a' }));
    expect(own.map(({ event }) => event.type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'CompensationScheduled',
    ]);
    const ofFirst = itemsOf(await views.events({ execution: idOf(0) }));
    expect(ofFirst.map(({ event }) => event.type)).toEqual([
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'CompensationScheduled',
    ]);
  }),
  rule('forgets iterations with their execution', async (views) => {
    const { log } = distributed();
    log.decide('m:a', ...(ENDS as { type: string }[]));
    await fill(views, log);
    expect(await views.prune(EPOCH + 99_000)).toBe(1);
    expect(await iterations(views)).toEqual([]);
    expect(await views.mapRun('run-1')).toBeUndefined();
    expect(itemsOf(await views.events({ execution: 'm:a', withIterations: true }))).toEqual([]);
    expect(itemsOf(await views.history({ execution: idOf(0) }))).toEqual([]);
  }),
  rule('lists runs newest first', async (views) => {
    const log = new TestLog();
    log.decide('m:a', tiny.started('m:a'));
    for (const attempt of [1, 2, 3]) {
      const of = { ...M, attempt };
      log.decide(
        'm:a',
        { type: 'MapRunStarted', ...of, label: 'l', run: `r${attempt}` },
        { type: 'MapStateStarted', ...of, items: [], mode: 'DISTRIBUTED' },
      );
    }
    await fill(views, log);
    const pages = await pagesOf((query) => views.mapRuns(query), { execution: 'm:a', limit: 1 });
    expect(pages.flat().map(({ run }) => run)).toEqual(['r3', 'r2', 'r1']);
  }),
];

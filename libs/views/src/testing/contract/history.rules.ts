import { expect } from '@jest/globals';
import { historyAfter, newHistory, type ExecutionEvent, type HistoryEvent } from '#contracts';
import type { EventQuery, HistoryQuery } from '../../model/history.js';
import type { Views } from '../../views.js';
import { EPOCH, TestLog } from '../test-log.js';
import * as tiny from '../tiny-events.js';
import { fill, itemsOf, pagesOf, type MakeRule, type Rule } from './rule.js';

/** One execution of so many Pass states, several to a decision, and the same as Step Functions tells it. */
function longHistory(states: number) {
  const log = new TestLog();
  const decisions: { at: number; events: ExecutionEvent[] }[] = [];
  const decide = (...events: readonly object[]) => {
    decisions.push({ at: EPOCH + decisions.length * 1000, events: events as ExecutionEvent[] });
    log.decide('m:a', ...(events as readonly { type: string }[]));
  };
  decide(tiny.started('m:a'), tiny.entered('S', 1));
  for (let visit = 1; visit < states; visit++) decide(tiny.exited('S', visit), tiny.entered('S', visit + 1));
  decide(tiny.exited('S', states), tiny.succeeded());
  let history = newHistory('m');
  const told: HistoryEvent[] = [];
  for (const decided of decisions) {
    const after = historyAfter(history, decided);
    history = after.history;
    told.push(...(after.events as readonly HistoryEvent[]));
  }
  return { log, told };
}

const undone = () => {
  const log = new TestLog();
  const step = { state: 'A', visit: 1 };
  log.decide('m:a', tiny.started('m:a'), tiny.entered('A'));
  log.decide('m:a', { type: 'CompensationTriggered', status: 'FAILED', error: 'E' });
  log.decide('m:a', { type: 'CompensationPlanned', status: 'FAILED', plan: [step] });
  log.decide('m:a', { type: 'CompensationScheduled', ...step, attempt: 1, resource: 'kafka:a.b', input: {} });
  log.decide(
    'm:a',
    { type: 'CompensationSucceeded', ...step, attempt: 1 },
    { type: 'CompensationCompleted', compensationStatus: 'COMPLETED' },
    tiny.failed('E', 'c'),
  );
  return log;
};

const history = async (views: Views, query: Omit<HistoryQuery, 'execution'> = {}) =>
  itemsOf(await views.history({ execution: 'm:a', ...query }));

export const historyRules = (rule: MakeRule): Rule[] => [
  rule('tells a history as Step Functions does', async (views) => {
    const { log, told } = longHistory(3);
    await fill(views, log);
    expect(await history(views)).toEqual(told);
    expect(await history(views, { reverse: true })).toEqual(told.toReversed());
    expect(itemsOf(await views.history({ execution: 'm:none' }))).toEqual([]);
  }),
  rule('tells a long history page by page, forwards and backwards, whatever their size', async (views) => {
    const { log, told } = longHistory(1200);
    for (let batches = log.batches(97); batches.length > 0; batches = log.batches(97)) await views.apply(batches);
    expect(told).toHaveLength(2402);
    for (const limit of [99, 256, 1000]) {
      const ask = { execution: 'm:a', limit };
      expect((await pagesOf((query) => views.history(query), ask)).flat()).toEqual(told);
      const backwards = await pagesOf((query) => views.history(query), { ...ask, reverse: true });
      expect(backwards.flat()).toEqual(told.toReversed());
      expect(backwards.every(({ length }) => length <= limit)).toBe(true);
    }
  }),
  rule('cuts no page between what it knows and what it does not, down to single events', async (views) => {
    const { log, told } = longHistory(150);
    await fill(views, log);
    const ask = { execution: 'm:a', limit: 1 };
    expect((await pagesOf((query) => views.history(query), ask)).flat()).toEqual(told);
    const backwards = await pagesOf((query) => views.history(query), { ...ask, reverse: true });
    expect(backwards.flat()).toEqual(told.toReversed());
  }),
  rule('goes on with a history that has grown meanwhile', async (views) => {
    const { log, told } = longHistory(20);
    await views.apply(log.batches(10));
    const first = await views.history({ execution: 'm:a', limit: 7 });
    await fill(views, log);
    const token = first.ok ? first.next! : '';
    expect([...itemsOf(first), ...(await history(views, { token }))]).toEqual(told);
  }),
  rule('takes the token of a history back for the same question only', async (views) => {
    await fill(views, longHistory(5).log);
    const page = await views.history({ execution: 'm:a', limit: 2 });
    const token = page.ok ? page.next! : '';
    for (const query of [{ reverse: true }, { includeCompensation: true }, { execution: 'm:b' }])
      expect(await views.history({ execution: 'm:a', ...query, token })).toMatchObject({ error: 'InvalidToken' });
    expect(await views.history({ execution: 'm:a', token: 'InvalidToken' })).toMatchObject({ error: 'InvalidToken' });
    expect(await views.events({ execution: 'm:a', token })).toMatchObject({ error: 'InvalidToken' });
  }),
  rule('tells of the undo where that is asked for, in its place', async (views) => {
    await fill(views, undone());
    expect((await history(views)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'ExecutionFailed',
    ]);
    const all = await history(views, { includeCompensation: true });
    expect(all.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'CompensationTriggered',
      'CompensationPlanned',
      'CompensationScheduled',
      'CompensationSucceeded',
      'CompensationCompleted',
      'ExecutionFailed',
    ]);
    const ask = { execution: 'm:a', includeCompensation: true, limit: 1 };
    expect((await pagesOf((query) => views.history(query), ask)).flat()).toEqual(all);
    const backwards = await pagesOf((query) => views.history(query), { ...ask, reverse: true });
    expect(backwards.flat()).toEqual(all.toReversed());
  }),
  rule('keeps the events of the log, with their places and times', async (views) => {
    const log = undone();
    await fill(views, log);
    const events = itemsOf(await views.events({ execution: 'm:a' }));
    expect(events).toHaveLength(8);
    expect(events[1]).toEqual({ offset: 1, index: 1, at: EPOCH, event: tiny.entered('A') });
    expect(events.at(-1)).toEqual({ offset: 5, index: 2, at: EPOCH + 4000, event: tiny.failed('E', 'c') });
    for (const limit of [1, 3, 1000]) {
      for (const withIterations of [false, true]) {
        const ask = { execution: 'm:a', limit, withIterations };
        expect((await pagesOf((query) => views.events(query), ask)).flat()).toEqual(events);
        const backwards = await pagesOf((query) => views.events(query), { ...ask, reverse: true });
        expect(backwards.flat()).toEqual(events.toReversed());
      }
    }
  }),
  rule('gives the events behind a place of the log', async (views) => {
    const { log } = longHistory(200);
    await fill(views, log);
    const ofAll: EventQuery = { execution: 'm:a' };
    const all = (await pagesOf((query) => views.events(query), ofAll)).flat();
    for (const after of [0, 1, 150, 201, 999]) {
      const behind = all.filter(({ offset }) => offset > after);
      const ask: EventQuery = { execution: 'm:a', after, limit: 30 };
      expect((await pagesOf((query) => views.events(query), ask)).flat()).toEqual(behind);
      const backwards: EventQuery = { ...ask, reverse: true };
      expect((await pagesOf((query) => views.events(query), backwards)).flat()).toEqual(behind.toReversed());
    }
  }),
];

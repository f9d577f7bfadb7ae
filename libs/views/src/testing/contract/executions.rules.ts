import { expect } from '@jest/globals';
import type { CompensationStatus } from '#contracts';
import type { ExecutionQuery } from '../../model/execution.js';
import type { Views } from '../../views.js';
import { EPOCH, TestLog } from '../test-log.js';
import * as tiny from '../tiny-events.js';
import { fill, itemsOf, pagesOf, type MakeRule, type Rule } from './rule.js';

const MACHINES = ['m', 'n'] as const;

/** Executions that differ in everything that can be asked for; two begin at the same time. */
export function mixedLog(): TestLog {
  const log = new TestLog(2);
  const definition = { StartAt: 'A', SearchAttributes: { who: '$.who', size: "$['how big'][0]", ok: '$.ok' } };
  for (const machine of MACHINES) log.decide(machine, tiny.created(machine, { definition }));
  for (let i = 0; i < 24; i++) {
    const id = `${MACHINES[i % 2]}:${i % 3 === 0 ? 'order' : 'other'}-${i}`;
    const version = i % 5 === 0 ? { versionNumber: 1 } : {};
    const alias = i % 5 === 1 ? { alias: 'live' } : {};
    const input = { who: `w${i % 2}`, 'how big': [i % 4], ok: i % 6 === 0, more: { not: 'searched' } };
    log.at(EPOCH + Math.floor(i / 2) * 1000);
    log.decide(id, tiny.started(id, { input, ...version, ...alias }));
    switch (i % 6) {
      case 0:
        log.decide(id, tiny.succeeded({ i }));
        break;
      case 1:
        log.decide(id, tiny.failed());
        break;
      case 2:
        log.decide(id, { type: 'CompensationTriggered', status: 'FAILED' });
        log.decide(id, { type: 'CompensationPlanned', status: 'FAILED', plan: [{ state: 'A', visit: 1 }] });
        log.decide(id, { type: 'CompensationBlocked', state: 'A', visit: 1 });
        break;
      case 3:
        log.decide(id, { type: 'ExecutionNeedsAttention', because: 'a bug' });
        break;
      case 4:
        log.decide(id, { type: 'ExecutionPaused', because: 'its outcome is unknown' });
        log.decide(id, { type: 'ExecutionRedriven', state: 'A', visit: 1, attempt: 2 });
        break;
    }
  }
  return log;
}

const paths = (who: string) => ({ definition: { StartAt: 'A', SearchAttributes: { who } } });

const list = async (views: Views, query: ExecutionQuery = {}) => itemsOf(await views.executions(query));

type Shown = Awaited<ReturnType<typeof list>>[number];

/** Every way of narrowing down, and how to see it in what is shown. */
const NARROWED: readonly (readonly [query: ExecutionQuery, is: (shown: Shown) => boolean])[] = [
  [{ stateMachine: 'm' }, ({ stateMachine }) => stateMachine === 'm'],
  [{ status: 'RUNNING' }, ({ status }) => status === 'RUNNING'],
  [{ status: 'FAILED', stateMachine: 'n' }, (one) => one.status === 'FAILED' && one.stateMachine === 'n'],
  [{ versionNumber: 1 }, ({ versionNumber }) => versionNumber === 1],
  [{ alias: 'live' }, ({ alias }) => alias === 'live'],
  [{ revision: 1, stateMachine: 'm' }, ({ stateMachine }) => stateMachine === 'm'],
  [{ revision: 2 }, () => false],
  [{ compensationStatus: 'BLOCKED' }, ({ compensationStatus }) => compensationStatus === 'BLOCKED'],
  [{ compensationStatus: 'NONE' }, ({ compensationStatus }) => compensationStatus === 'NONE'],
  [{ redriven: true }, ({ redriveCount }) => redriveCount > 0],
  [{ redriven: false }, ({ redriveCount }) => redriveCount === 0],
  [{ needsAttention: true }, ({ attention }) => attention !== undefined],
  [{ needsAttention: false }, ({ attention }) => attention === undefined],
  [{ namePrefix: 'order-1' }, ({ name }) => name.startsWith('order-1')],
  [{ namePrefix: 'order-%' }, () => false],
  [{ startedFrom: EPOCH + 3000 }, ({ startedAt }) => startedAt >= EPOCH + 3000],
  [{ startedBefore: EPOCH + 3000 }, ({ startedAt }) => startedAt < EPOCH + 3000],
  [{ attributes: { who: 'w1' } }, ({ attributes }) => attributes['who'] === 'w1'],
  [{ attributes: { size: 2, who: 'w0' } }, ({ attributes: a }) => a['size'] === 2 && a['who'] === 'w0'],
  [{ attributes: { ok: true }, status: 'SUCCEEDED' }, ({ attributes }) => attributes['ok'] === true],
  [{ attributes: { size: '2' } }, () => false],
  [{ attributes: { more: 'searched' } }, () => false],
];

const event = (type: string, more: object) => ({ type, ...more });
const UNDO = { state: 'A', visit: 1 };
const PLANNED = { ...UNDO, resource: 'kafka:p.undo', because: 'A succeeded' };
const SCHEDULED = { type: 'CompensationScheduled', ...UNDO, attempt: 1, resource: 'kafka:p.undo', input: {} };
const UNDO_BLOCKED = { type: 'CompensationBlocked', ...UNDO, error: 'E', cause: 'c' };

type Undoing = readonly (readonly [CompensationStatus, { readonly type: string }])[];

/** Of a whole execution, and of what came before a Compensate state: what is to be told from each event on. */
const UNDOS: { readonly [id: string]: Undoing } = {
  'm:all': [
    ['IN_PROGRESS', event('CompensationTriggered', { status: 'FAILED' })],
    ['IN_PROGRESS', event('CompensationPlanned', { status: 'FAILED', plan: [PLANNED] })],
    ['IN_PROGRESS', SCHEDULED],
    ['BLOCKED', UNDO_BLOCKED],
    ['IN_PROGRESS', event('CompensationResolved', { ...UNDO, how: 'RETRY', by: 'ada', why: 'it is back' })],
    ['IN_PROGRESS', event('CompensationSucceeded', { ...UNDO, attempt: 2 })],
    ['COMPLETED', event('CompensationCompleted', { compensationStatus: 'COMPLETED' })],
  ],
  'm:part': [
    ['IN_PROGRESS', event('ScopeCompensationPlanned', { state: 'U', visit: 1, afterwards: 'EXIT', plan: [PLANNED] })],
    ['IN_PROGRESS', SCHEDULED],
    ['BLOCKED', UNDO_BLOCKED],
    ['NONE', event('CompensationSkipped', { ...UNDO, because: 'ada said so' })],
  ],
};

export const executionRules = (rule: MakeRule): Rule[] => [
  rule('tells all that is known of an execution', async (views) => {
    const log = new TestLog();
    const more = { versionNumber: 3, alias: 'live', traceHeader: 'Root=1', express: true, roleArn: 'r' };
    log.decide('m:a', tiny.started('m:a', { input: { a: 1 }, version: 7, ...more }));
    await fill(views, log);
    const running = {
      id: 'm:a',
      stateMachine: 'm',
      name: 'a',
      status: 'RUNNING',
      startedAt: EPOCH,
      revision: 7,
      ...more,
      compensationStatus: 'NONE',
      redriveCount: 0,
      attributes: {},
      input: '{"a":1}',
      nonce: 'n',
      partition: 0,
      offset: 1,
    };
    expect(await views.execution('m:a')).toEqual(running);
    log.decide('m:a', { type: 'ExecutionTimedOut', error: 'States.Timeout', cause: 'late' });
    await fill(views, log);
    const problem = { status: 'TIMED_OUT', stoppedAt: EPOCH + 1000, error: 'States.Timeout', cause: 'late' };
    expect(await views.execution('m:a')).toEqual({ ...running, ...problem, offset: 2 });
    expect(await views.execution('m:b')).toBeUndefined();
  }),
  rule('tells how each execution ended', async (views) => {
    const log = new TestLog();
    const ends = { Succeeded: 'SUCCEEDED', Failed: 'FAILED', TimedOut: 'TIMED_OUT', Aborted: 'ABORTED' };
    for (const how of Object.keys(ends)) {
      log.decide(`m:${how}`, tiny.started(`m:${how}`));
      log.decide(`m:${how}`, { type: `Execution${how}`, output: how });
    }
    await fill(views, log);
    for (const [how, status] of Object.entries(ends))
      expect(await views.execution(`m:${how}`)).toMatchObject({ status });
    expect(await views.execution('m:Succeeded')).toMatchObject({ output: '"Succeeded"' });
  }),
  rule(
    'lists an undo while it goes on and while it is blocked, and says at the end what became of it',
    async (views) => {
      const log = new TestLog();
      for (const [id, story] of Object.entries(UNDOS)) {
        log.decide(id, tiny.started(id));
        for (const [compensationStatus, happened] of story) {
          log.decide(id, happened);
          await fill(views, log);
          const found = await list(views, { status: 'RUNNING', compensationStatus });
          expect([happened, found.map((one) => one.id)]).toEqual([happened, [id]]);
        }
      }
      log.decide('m:all', tiny.failed());
      log.decide('m:part', tiny.succeeded());
      await fill(views, log);
      const ends = (await list(views)).map(({ id, compensationStatus }) => [id, compensationStatus]);
      expect(Object.fromEntries(ends)).toEqual({ 'm:all': 'COMPLETED', 'm:part': 'NONE' });
    },
  ),
  rule('lists executions newest first, and those that began at the same time by their ids', async (views) => {
    await fill(views, mixedLog());
    const listed = await list(views);
    expect(listed).toHaveLength(24);
    const sorted = listed.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
    expect(listed).toEqual(sorted);
    expect(new Set(listed.map(({ startedAt }) => startedAt)).size).toBe(12);
  }),
  rule('narrows the list down by each field, and by several at once', async (views) => {
    await fill(views, mixedLog());
    const all = await list(views);
    for (const [query, is] of NARROWED) {
      const found = await list(views, query);
      expect([query, found]).toEqual([query, all.filter(is)]);
    }
  }),
  rule('gives every execution on one page, whatever the size of pages', async (views) => {
    await fill(views, mixedLog());
    for (const query of [{}, ...NARROWED.map(([narrowed]) => narrowed)]) {
      const all = await list(views, query);
      for (const limit of [1, 5, 24, 1000]) {
        const pages = await pagesOf((asked) => views.executions(asked), { ...query, limit });
        expect(pages.flat()).toEqual(all);
        expect(pages.every(({ length }) => length <= limit)).toBe(true);
      }
    }
  }),
  rule('goes on behind the page before, whatever has begun since', async (views) => {
    const log = mixedLog();
    await fill(views, log);
    const all = await list(views);
    const first = await views.executions({ limit: 5 });
    log.at(EPOCH + 99_000).decide('m:new', tiny.started('m:new'));
    await fill(views, log);
    const token = first.ok ? first.next! : '';
    expect((await list(views, { token })).map(({ id }) => id)).toEqual(all.slice(5).map(({ id }) => id));
    expect((await list(views))[0]?.id).toBe('m:new');
  }),
  rule('takes a token back for the list that gave it, and for no other', async (views) => {
    await fill(views, mixedLog());
    const page = await views.executions({ stateMachine: 'm', limit: 2 });
    const token = page.ok ? page.next! : '';
    expect(token.length).toBeLessThanOrEqual(1024);
    expect(await views.executions({ stateMachine: 'm', token, limit: 7 })).toMatchObject({ ok: true });
    const others: readonly ExecutionQuery[] = [{}, { stateMachine: 'n' }, { stateMachine: 'm', status: 'RUNNING' }];
    for (const query of others)
      expect(await views.executions({ ...query, token })).toMatchObject({ ok: false, error: 'InvalidToken' });
    const forged = [`${token}x`, `x${token}`, token.replace('.', ''), 'InvalidToken', '', '.', 'W10.', 'bnVsbA.x'];
    for (const bad of forged)
      expect(await views.executions({ stateMachine: 'm', token: bad })).toMatchObject({ error: 'InvalidToken' });
    expect(await views.stateMachines({ token })).toMatchObject({ ok: false });
  }),
  rule('finds executions by what their state machine takes from the input, of the revision they run', async (views) => {
    const log = new TestLog();
    log.decide('m', tiny.created('m', paths('$.a')));
    log.decide('m', { type: 'StateMachineUpdated', version: 2, ...paths('$.b') });
    for (const version of [1, 2])
      log.decide(`m:${version}`, tiny.started(`m:${version}`, { version, input: { a: 'x', b: 'y' } }));
    await fill(views, log);
    expect((await list(views, { attributes: { who: 'x' } })).map(({ id }) => id)).toEqual(['m:1']);
    expect((await list(views, { attributes: { who: 'y' } })).map(({ id }) => id)).toEqual(['m:2']);
  }),
  rule('finds executions that came before the revision that they run', async (views) => {
    const log = new TestLog(2);
    log.decideIn(0, 'm:a', tiny.started('m:a', { input: { who: 'ada' } }));
    await fill(views, log);
    log.decideIn(0, 'm:a', tiny.entered('A'));
    log.decideIn(0, 'm:b', tiny.started('m:b', { input: { who: 'ada' } }));
    log.decideIn(1, 'm', tiny.created('m', { definition: { StartAt: 'A', SearchAttributes: { who: '$.who' } } }));
    await fill(views, log);
    expect((await list(views, { attributes: { who: 'ada' } })).map(({ id }) => id)).toEqual(['m:b', 'm:a']);
    expect((await views.execution('m:a'))?.attributes).toEqual({ who: 'ada' });
  }),
  rule('looks several executions up at once', async (views) => {
    await fill(views, mixedLog());
    const all = await list(views);
    const wanted = all.slice(3, 8);
    const found = await views.executionsById([...wanted.map(({ id }) => id), 'm:none']);
    expect(found.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))).toEqual(wanted);
    expect(await views.executionsById([])).toEqual([]);
  }),
  rule('counts executions by state machine, status and compensation', async (views) => {
    await fill(views, mixedLog());
    const all = await list(views);
    const { byStatus, byCompensation } = await views.counts();
    for (const { stateMachine, status, count } of byStatus)
      expect(await list(views, { stateMachine, status })).toHaveLength(count);
    expect(byStatus.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
    for (const { stateMachine, compensationStatus, count } of byCompensation)
      expect(await list(views, { stateMachine, compensationStatus })).toHaveLength(count);
    expect(byCompensation.map(({ compensationStatus }) => compensationStatus)).toEqual(['BLOCKED']);
    const ofM = await views.counts('m');
    expect(ofM.byStatus).toEqual(byStatus.filter(({ stateMachine }) => stateMachine === 'm'));
  }),
  rule('begins anew where a name is used again', async (views) => {
    const log = new TestLog();
    log.decide('m', tiny.created('m', { definition: { StartAt: 'A', SearchAttributes: { who: '$.who' } } }));
    log.decide('m:a', tiny.started('m:a', { input: { who: 'old' } }), tiny.entered('A'));
    log.decide('m:a', tiny.failed());
    await fill(views, log);
    log.decide('m:a', tiny.started('m:a', { input: { who: 'new' } }));
    await fill(views, log);
    expect(await list(views, { attributes: { who: 'old' } })).toEqual([]);
    expect(await list(views, { attributes: { who: 'new' } })).toMatchObject([{ id: 'm:a', status: 'RUNNING' }]);
    expect(await views.execution('m:a')).not.toHaveProperty('error');
    expect(itemsOf(await views.history({ execution: 'm:a' }))).toHaveLength(1);
    log.decide('m:a', tiny.failed());
    log.decide('m:a', tiny.started('m:a'), tiny.entered('A'));
    log.decide('m:a', tiny.exited('A'));
    await fill(views, log);
    expect(itemsOf(await views.history({ execution: 'm:a' })).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
    ]);
  }),
];

import { expect } from '@jest/globals';
import { EPOCH, TestLog } from '../test-log.js';
import * as tiny from '../tiny-events.js';
import { fill, itemsOf, pagesOf, type MakeRule, type Rule } from './rule.js';

const second = (n: number): number => EPOCH + n * 1000;
const tag = (key: string, value: string) => ({ key, value });
const pack = 'arn:aws:states:us-east-1:000000000000:activity:pack';

/** A state machine with three revisions, two published versions and three aliases. */
function registry(): TestLog {
  const log = new TestLog();
  const update = (version: number, more: object = {}) =>
    log.decide('m', { type: 'StateMachineUpdated', version, definition: { StartAt: `R${version}` }, ...more });
  log.decide('m', tiny.created('m', { definitionText: '{ "StartAt": "A" }', machineType: 'EXPRESS', roleArn: 'r1' }));
  update(2, { roleArn: 'r2', loggingConfiguration: { level: 'ALL' } });
  update(3, { roleArn: 'r2', loggingConfiguration: { level: 'ALL' } });
  log.decide('m', { type: 'StateMachineVersionPublished', number: 1, version: 1, description: 'first' });
  log.decide('m', { type: 'StateMachineVersionPublished', number: 2, version: 3 });
  for (const [alias, number] of [
    ['live', 1],
    ['beta', 2],
    ['both', 2],
  ] as const) {
    const routing =
      alias === 'both'
        ? [
            { number: 1, weight: 90 },
            { number: 2, weight: 10 },
          ]
        : [{ number, weight: 100 }];
    log.decide('m', { type: 'StateMachineAliasCreated', alias, routing, description: alias });
  }
  return log;
}

export const registryRules = (rule: MakeRule): Rule[] => [
  rule('tells a state machine as its last update left it', async (views) => {
    await fill(views, registry());
    expect(await views.stateMachine('m')).toEqual({
      name: 'm',
      type: 'EXPRESS',
      createdAt: EPOCH,
      updatedAt: second(2),
      revision: 3,
      definition: '{"StartAt":"R3"}',
      roleArn: 'r2',
      loggingConfiguration: { level: 'ALL' },
      tags: [],
    });
    expect(await views.stateMachine('none')).toBeUndefined();
  }),
  rule('keeps every revision as it was', async (views) => {
    await fill(views, registry());
    const revision = { stateMachine: 'm', type: 'EXPRESS' };
    const first = { ...revision, revision: 1, createdAt: EPOCH, definition: '{ "StartAt": "A" }', roleArn: 'r1' };
    expect(await views.revision('m', 1)).toEqual(first);
    expect(await views.revision('m', 2)).toMatchObject({ definition: '{"StartAt":"R2"}', roleArn: 'r2' });
    expect(await views.revision('m', 4)).toBeUndefined();
  }),
  rule('lists state machines by name, page by page', async (views) => {
    const log = new TestLog();
    for (const name of ['b', 'a', 'B', 'ä', 'c-1', 'c']) log.decide(name, tiny.created(name));
    await fill(views, log);
    const names = ['B', 'a', 'b', 'c', 'c-1', 'ä'];
    for (const limit of [1, 4, 1000]) {
      const pages = await pagesOf((query) => views.stateMachines(query), { limit });
      expect(pages.flat().map(({ name }) => name)).toEqual(names);
    }
    expect(itemsOf(await views.stateMachines({}))[1]).toEqual({ name: 'a', type: 'STANDARD', createdAt: second(1) });
  }),
  rule('lists published versions newest first', async (views) => {
    const log = registry();
    await fill(views, log);
    const [two, one] = [
      { stateMachine: 'm', number: 2, revision: 3, createdAt: second(4) },
      { stateMachine: 'm', number: 1, revision: 1, description: 'first', createdAt: second(3) },
    ];
    const pages = await pagesOf((query) => views.versions(query), { stateMachine: 'm', limit: 1 });
    expect(pages.flat()).toEqual([two, one]);
    expect(await views.version('m', 1)).toEqual(one);
    log.decide('m', { type: 'StateMachineVersionDeleted', number: 1 });
    await fill(views, log);
    expect(await views.version('m', 1)).toBeUndefined();
    expect(itemsOf(await views.versions({ stateMachine: 'm' }))).toEqual([two]);
  }),
  rule('lists aliases by name, and those that lead to a version', async (views) => {
    const log = registry();
    await fill(views, log);
    const names = async (number?: number) => {
      const query = { stateMachine: 'm', limit: 1, ...(number !== undefined && { number }) };
      return (await pagesOf((asked) => views.aliases(asked), query)).flat().map(({ alias }) => alias);
    };
    expect(await names()).toEqual(['beta', 'both', 'live']);
    expect(await names(1)).toEqual(['both', 'live']);
    expect(await names(3)).toEqual([]);
    log.decide('m', { type: 'StateMachineAliasUpdated', alias: 'live', routing: [{ number: 2, weight: 100 }] });
    const beta = { alias: 'beta', description: 'soon', routing: [{ number: 2, weight: 100 }] };
    log.decide('m', { type: 'StateMachineAliasUpdated', ...beta });
    log.decide('m', { type: 'StateMachineAliasDeleted', alias: 'both' });
    await fill(views, log);
    expect(await names(2)).toEqual(['beta', 'live']);
    expect(await views.alias('m', 'live')).toEqual({
      stateMachine: 'm',
      alias: 'live',
      routing: [{ number: 2, weight: 100 }],
      createdAt: second(5),
      updatedAt: second(8),
    });
    expect(await views.alias('m', 'beta')).toMatchObject({
      description: 'soon',
      routing: [{ number: 2, weight: 100 }],
    });
    expect(await views.alias('m', 'both')).toBeUndefined();
  }),
  rule('shows nothing of a state machine that was deleted, but what executions still run', async (views) => {
    const log = registry();
    log.decide('m:a', tiny.started('m:a', { version: 2 }));
    log.decide('m', { type: 'StateMachineDeleted' });
    await fill(views, log);
    expect(await views.stateMachine('m')).toBeUndefined();
    expect(itemsOf(await views.stateMachines({}))).toEqual([]);
    expect(itemsOf(await views.versions({ stateMachine: 'm' }))).toEqual([]);
    expect(itemsOf(await views.aliases({ stateMachine: 'm' }))).toEqual([]);
    expect(await views.revision('m', 2)).toMatchObject({ revision: 2 });
    expect(await views.execution('m:a')).toMatchObject({ revision: 2 });
    log.decide('m', tiny.created('m', { version: 4, tags: [{ key: 'a', value: '1' }] }));
    await fill(views, log);
    expect(await views.stateMachine('m')).toMatchObject({ revision: 4, type: 'STANDARD', createdAt: second(10) });
    expect(await views.stateMachine('m')).not.toHaveProperty('roleArn');
  }),
  rule('never shows a state machine that is gone with its creation, but its revision', async (views) => {
    const log = new TestLog();
    log.decide('m', tiny.created('m', { machineType: 'EXPRESS' }), { type: 'StateMachineDeleted' });
    log.decide('m:a', tiny.started('m:a', { version: 1 }));
    await fill(views, log);
    expect(await views.stateMachine('m')).toBeUndefined();
    expect(itemsOf(await views.stateMachines({}))).toEqual([]);
    expect(await views.revision('m', 1)).toMatchObject({ revision: 1, type: 'EXPRESS' });
    expect(await views.execution('m:a')).toMatchObject({ revision: 1 });
  }),
  rule('keeps tags in the order they came, each key once', async (views) => {
    const log = new TestLog();
    log.decide('m', tiny.created('m', { tags: [tag('b', '1'), tag('a', '1')] }));
    log.decide('m', { type: 'ResourceTagged', tags: [tag('c', '1'), tag('b', '2')] });
    log.decide('activity/pack', { type: 'ActivityCreated', tags: [tag('x', '1')] });
    log.decide('activity/pack', { type: 'ResourceTagged', tags: [tag('y', '1')] });
    await fill(views, log);
    expect((await views.stateMachine('m'))?.tags).toEqual([tag('b', '2'), tag('a', '1'), tag('c', '1')]);
    log.decide('m', { type: 'ResourceUntagged', keys: ['a', 'none'] });
    log.decide('activity/pack', { type: 'ResourceUntagged', keys: ['x'] });
    await fill(views, log);
    expect((await views.stateMachine('m'))?.tags).toEqual([tag('b', '2'), tag('c', '1')]);
    expect((await views.activity('pack'))?.tags).toEqual([tag('y', '1')]);
  }),
  rule('lists activities by name', async (views) => {
    const log = new TestLog();
    for (const name of ['b', 'a', 'c']) log.decide(`activity/${name}`, { type: 'ActivityCreated' });
    log.decide('activity/b', { type: 'ActivityDeleted' });
    await fill(views, log);
    const pages = await pagesOf((query) => views.activities(query), { limit: 1 });
    expect(pages.flat().map(({ name }) => name)).toEqual(['a', 'c']);
    expect(await views.activity('a')).toEqual({ name: 'a', createdAt: second(1), tags: [] });
    expect(await views.activity('b')).toBeUndefined();
    expect(itemsOf(await views.stateMachines({}))).toEqual([]);
  }),
  rule('lists the locks that are held, with those who wait in their turn', async (views) => {
    const log = new TestLog();
    const request = (type: string, name: string, visit = 1) =>
      log.decide('lock/stock', { type, key: 'stock', execution: `m:${name}`, taskToken: `${name}/${visit}` });
    request('LockAcquired', 'a');
    request('LockAcquired', 'a', 2);
    for (const name of ['c', 'b', 'd']) request('LockQueued', name);
    request('LockWithdrawn', 'c');
    log.decide('lock/a', { type: 'LockAcquired', key: 'a', execution: 'm:d', taskToken: 'd/2' });
    log.decide('lock/free', { type: 'LockAcquired', key: 'free', execution: 'm:d', taskToken: 'd/3' });
    log.decide('lock/free', { type: 'LockReleased', key: 'free', execution: 'm:d', taskToken: 'd/3' });
    await fill(views, log);
    const held = async () => (await pagesOf((query) => views.locks(query), { limit: 1 })).flat();
    const waiting = [
      { execution: 'm:b', since: second(3) },
      { execution: 'm:d', since: second(4) },
    ];
    expect(await held()).toEqual([
      { key: 'a', holder: 'm:d', since: second(6), waitingCount: 0, waiting: [] },
      { key: 'stock', holder: 'm:a', since: second(0), waitingCount: 2, waiting },
    ]);
    expect(await views.lockCounts()).toEqual({ held: 2, waiting: 2 });
    const [a, b] = ['a', 'b'].map((name) => ({ key: 'stock', execution: `m:${name}`, taskToken: `${name}/1` }));
    log.decide('lock/stock', { type: 'LockReleased', ...a, taskToken: 'a/2' });
    log.decide('lock/stock', { type: 'LockReleased', ...a }, { type: 'LockAcquired', ...b });
    await fill(views, log);
    expect((await held())[1]).toMatchObject({ holder: 'm:b', since: second(10), waitingCount: 1 });
    expect((await views.execution('m:a')) === undefined).toBe(true);
  }),
  rule('lists an activity’s tasks that nobody has taken, the longest waiting first', async (views) => {
    const log = new TestLog();
    for (const name of ['b', 'a', 'c', 'd']) {
      log.decide(`m:${name}`, tiny.started(`m:${name}`, { nonce: name }));
      log.decide(`m:${name}`, tiny.scheduled('T', pack, { dueAt: 9, heartbeatSeconds: 3, input: { name } }));
    }
    log.decide('m:b', tiny.scheduled('U', `${pack}er`));
    log.decide('m:b', tiny.scheduled('V', 'kafka:a.b'));
    await fill(views, log);
    const open = async () => (await views.openTasks('pack', 9)).map(({ execution, state }) => `${execution}/${state}`);
    expect(await open()).toEqual(['m:b/T', 'm:a/T', 'm:c/T', 'm:d/T']);
    expect(await views.openTasks('pack')).toEqual([
      {
        activity: 'pack',
        execution: 'm:b',
        state: 'T',
        visit: 1,
        leg: 'F',
        attempt: 1,
        nonce: 'b',
        input: '{"name":"b"}',
        scheduledAt: second(1),
        dueAt: 9,
        heartbeatSeconds: 3,
      },
    ]);
    const attempt = { state: 'T', visit: 1, attempt: 1 };
    log.decide('m:b', { type: 'ActivityStarted', ...attempt, workerName: 'w' });
    log.decide('m:a', { type: 'TaskTimedOut', ...attempt, error: 'States.Timeout' });
    log.decide('m:c', { type: 'ExecutionAborted' });
    log.decide('m:d', { type: 'TaskSucceeded', ...attempt, state: 'Other', output: {} });
    await fill(views, log);
    expect(await open()).toEqual(['m:d/T']);
    log.decide('m:a', tiny.scheduled('T', pack, { attempt: 2 }));
    await fill(views, log);
    expect(await views.openTasks('pack', 9)).toMatchObject([{ execution: 'm:d' }, { execution: 'm:a', attempt: 2 }]);
    expect(await views.openTasks('packer', 9)).toHaveLength(1);
    expect(await views.openTasks('none')).toEqual([]);
  }),
  rule('lists the undo of an activity’s task like a task', async (views) => {
    const log = new TestLog();
    const step = { state: 'T', visit: 1, attempt: 1 };
    log.decide('m:a', tiny.started('m:a'));
    log.decide('m:a', { type: 'CompensationScheduled', ...step, resource: pack, input: { undo: 1 } });
    await fill(views, log);
    expect(await views.openTasks('pack')).toMatchObject([{ leg: 'C', input: '{"undo":1}' }]);
    log.decide('m:a', { type: 'CompensationFailed', ...step });
    await fill(views, log);
    expect(await views.openTasks('pack')).toEqual([]);
  }),
];

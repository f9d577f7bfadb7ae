import { expect } from '@jest/globals';
import { everythingIn } from '../everything-in.js';
import { TestLog } from '../test-log.js';
import * as tiny from '../tiny-events.js';
import { fill, itemsOf, type MakeRule, type Rule } from './rule.js';

/** A log with something of everything, in three partitions. */
export function fullLog(): TestLog {
  const log = new TestLog(3);
  const definition = { StartAt: 'A', SearchAttributes: { who: '$.who' } };
  for (let i = 0; i < 12; i++) {
    const id = `shop:${i}`;
    log.decide(id, tiny.started(id, { input: { who: i % 3 } }), tiny.entered('A'), tiny.exited('A'));
    if (i % 4 === 0) log.decide(id, tiny.succeeded({ i }));
    if (i % 4 === 1) log.decide(id, tiny.failed());
  }
  log.decide('shop', tiny.created('shop', { definition, tags: [{ key: 'k', value: 'v' }] }));
  log.decide('shop', { type: 'StateMachineUpdated', version: 2, definition, roleArn: 'r' });
  log.decide('shop', { type: 'StateMachineVersionPublished', number: 1, version: 2 });
  log.decide('shop', { type: 'StateMachineAliasCreated', alias: 'live', routing: [{ number: 1, weight: 100 }] });
  log.decide('activity/pack', { type: 'ActivityCreated' });
  const pack = 'arn:aws:states:us-east-1:000000000000:activity:pack';
  log.decide('shop:2', tiny.entered('T'), tiny.scheduled('T', pack));
  return log;
}

const ids = async (...[views]: Parameters<typeof everythingIn>) =>
  itemsOf(await views.executions({})).map(({ id }) => id);

export const projectionRules = (rule: MakeRule): Rule[] => [
  rule('takes in a batch and says where the log is taken in up to', async (views) => {
    expect(await views.positions()).toEqual([]);
    const log = new TestLog();
    log.decide('m:a', tiny.started('m:a'));
    const [batch] = log.batches();
    expect(await views.apply([batch!])).toEqual([batch!.to]);
    expect(await views.positions()).toEqual([batch!.to]);
    expect(await ids(views)).toEqual(['m:a']);
  }),
  rule('takes in the same batch once', async (views) => {
    const log = new TestLog();
    log.decide('m:a', tiny.started('m:a'));
    await fill(views, log);
    log.decide('m:a', { type: 'ExecutionRedriven', state: 'A', visit: 1, attempt: 2 });
    const [batch] = log.batches();
    await views.apply([batch!]);
    expect(await views.apply([batch!])).toEqual([batch!.to]);
    expect(await views.execution('m:a')).toMatchObject({ redriveCount: 1 });
  }),
  rule('takes in nothing that does not begin where its partition stands', async (views) => {
    const log = new TestLog();
    log.decide('m:a', tiny.started('m:a'));
    const [first] = log.batches();
    log.decide('m:b', tiny.started('m:b'));
    const [second] = log.batches();
    expect(await views.apply([second!])).toEqual([]);
    expect(await ids(views)).toEqual([]);
    await views.apply([first!]);
    log.decide('m:c', tiny.started('m:c'));
    const [third] = log.batches();
    expect(await views.apply([third!])).toEqual([first!.to]);
    expect(await views.apply([first!])).toEqual([first!.to]);
    expect(await ids(views)).toEqual(['m:a']);
  }),
  rule('takes in the batches that fit, and leaves the others', async (views) => {
    const log = new TestLog(2);
    log.decideIn(0, 'm:a', tiny.started('m:a'));
    log.decideIn(1, 'm:b', tiny.started('m:b'));
    const [zero, one] = log.batches();
    await views.apply([zero!]);
    expect(await views.apply([zero!, one!])).toEqual([zero!.to, one!.to]);
    expect(await ids(views)).toEqual(['m:b', 'm:a']);
  }),
  rule('keeps neither rows nor position of a batch that cannot be written', async (views) => {
    const log = new TestLog();
    log.decide('m:a', tiny.started('m:a'));
    const [batch] = log.batches();
    const broken = { ...batch!, to: { ...batch!.to, current: { epoch: 1, owner: null as never, seq: 1 } } };
    await expect(views.apply([broken])).rejects.toThrow(/null/i);
    expect(await views.positions()).toEqual([]);
    expect(await ids(views)).toEqual([]);
    await views.apply([batch!]);
    expect(await ids(views)).toEqual(['m:a']);
  }),
  rule('counts a batch once, whoever takes it in at the same time', async (views, again) => {
    const others = [again(), again()];
    try {
      await Promise.all(others.map((other) => other.open()));
      const log = new TestLog();
      log.decide('m:a', tiny.started('m:a'));
      await fill(views, log);
      for (let attempt = 2; attempt < 8; attempt++) {
        log.decide('m:a', { type: 'ExecutionRedriven', state: 'A', visit: 1, attempt });
        const batches = log.batches();
        const told = await Promise.all([views, ...others].map((each) => each.apply(batches)));
        for (const positions of told) expect(positions).toEqual([batches[0]!.to]);
      }
      for (const each of [views, ...others]) expect(await each.execution('m:a')).toMatchObject({ redriveCount: 6 });
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
  }),
  rule('answers the same however the log is cut into batches', async (views) => {
    const log = fullLog();
    await fill(views, log);
    const atOnce = await everythingIn(views);
    for (const most of [1, 2, 5]) {
      await views.clear();
      log.rewind();
      for (let batches = log.batches(most); batches.length > 0; batches = log.batches(most)) await views.apply(batches);
      expect(await everythingIn(views)).toEqual(atOnce);
    }
  }),
  rule('answers the same whichever partition comes first', async (views) => {
    const log = fullLog();
    await fill(views, log);
    const atOnce = await everythingIn(views);
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      await views.clear();
      log.rewind();
      for (const partition of order) {
        const batch = log.next(partition);
        if (batch) await views.apply([batch]);
      }
      expect(await everythingIn(views)).toEqual(atOnce);
    }
  }),
  rule('knows nothing any more once it is emptied', async (views) => {
    await fill(views, fullLog());
    await views.clear();
    expect(await everythingIn(views)).toEqual({
      positions: [],
      counts: { byStatus: [], byCompensation: [] },
      stateMachines: [],
      lockCounts: { held: 0, waiting: 0 },
      locks: [],
      activities: [],
      runs: [],
      executions: [],
    });
    expect(await views.revision('shop', 1)).toBeUndefined();
    expect(itemsOf(await views.events({ execution: 'shop:1' }))).toEqual([]);
  }),
  rule('has everything again when it is opened again', async (views, again) => {
    const log = fullLog();
    await fill(views, log);
    const before = await everythingIn(views);
    await views.close();
    const next = again();
    try {
      await next.open();
      expect(await everythingIn(next)).toEqual(before);
      log.decide('shop:z', tiny.started('shop:z'));
      await fill(next, log);
      expect(await ids(next)).toContain('shop:z');
    } finally {
      await next.close();
    }
  }),
  rule('goes on behind a decision that makes no sense', async (views) => {
    const log = new TestLog();
    log.decide('m:a', tiny.started('m:a'));
    log.decide('m:a', { type: 'CompensationPlanned' });
    log.decide('m:unheard', tiny.entered('A'));
    log.decide('m:b', tiny.started('m:b'));
    await fill(views, log);
    expect(await ids(views)).toEqual(['m:b', 'm:a']);
  }),
  rule('shows nothing of messages that were rejected', async (views) => {
    const log = new TestLog();
    const rejected = { type: 'MessageRejected', offset: 1, error: 'E', cause: 'c' };
    log.decide('', rejected);
    log.decide('m:a', rejected);
    log.decide('m:a', tiny.started('m:a'));
    log.decide('m:a', rejected);
    await fill(views, log);
    expect(await ids(views)).toEqual(['m:a']);
    expect(itemsOf(await views.events({ execution: 'm:a' }))).toHaveLength(1);
  }),
  rule('keeps any text as it is', async (views) => {
    const log = new TestLog();
    const text = 'NUL \u0000 SOH \u0001 lone \ud800 pair \u{1f600} ß \u0001abcd \\u0000';
    log.decide('m:a', tiny.started('m:a', { input: { [text]: text } }));
    log.decide('m:a', tiny.failed(text, text));
    log.decide(`m:${text}`, tiny.started(`m:${text}`));
    await fill(views, log);
    const { input, error, cause } = (await views.execution('m:a'))!;
    expect({ input: JSON.parse(input), error, cause }).toEqual({ input: { [text]: text }, error: text, cause: text });
    expect(await views.execution(`m:${text}`)).toMatchObject({ id: `m:${text}`, name: text });
    const [odd] = await views.executionsById([`m:${text}`, 'm:none']);
    expect(odd?.id).toBe(`m:${text}`);
  }),
  rule('forgets executions that ended before a time, with all that belongs to them', async (views) => {
    const log = fullLog();
    await fill(views, log);
    const all = await ids(views);
    const ended = await Promise.all(all.map(async (id) => (await views.execution(id))!));
    const times = ended.flatMap(({ stoppedAt }) => stoppedAt ?? []).sort((a, b) => a - b);
    const before = times[3]!;
    expect(await views.prune(before)).toBe(3);
    const left = await ids(views);
    expect(left).toEqual(ended.filter(({ stoppedAt }) => !(stoppedAt! < before)).map(({ id }) => id));
    for (const id of all.filter((one) => !left.includes(one))) {
      expect(itemsOf(await views.history({ execution: id }))).toEqual([]);
      expect(itemsOf(await views.events({ execution: id }))).toEqual([]);
    }
    for (const who of [0, 1, 2])
      expect(left).toEqual(
        expect.arrayContaining(itemsOf(await views.executions({ attributes: { who } })).map(({ id }) => id)),
      );
    expect(await views.prune(before)).toBe(0);
    log.decide(
      all.find((id) => !left.includes(id))!,
      tiny.entered('Late'),
    );
    await fill(views, log);
    expect(await ids(views)).toEqual(left);
  }),
];

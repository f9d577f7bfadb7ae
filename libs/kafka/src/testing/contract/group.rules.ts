import assert from 'node:assert/strict';
import type { GroupConsumer, GroupHandlers, GroupOptions, InRecord, Kafka, TopicPartition } from '../../port.js';
import { until } from '../until.js';
import { keyOf, rule, topicOf, type Rule, type Setting } from './rule.js';

/** A member that writes down what it sees. */
interface Member extends GroupConsumer {
  assigned: readonly TopicPartition[];
  readonly seen: InRecord[];
  partitions(): number[];
  values(partition?: number): string[];
}

async function memberOf(
  kafka: Kafka,
  options: Pick<GroupOptions, 'groupId' | 'topics' | 'from'> & Partial<GroupOptions>,
  handlers: Partial<GroupHandlers> = {},
): Promise<Member> {
  const seen: InRecord[] = [];
  let assigned: readonly TopicPartition[] = [];
  const consumer = await kafka.join(
    { sessionTimeoutMs: 3_000, ...options },
    {
      onAssigned: (partitions) => {
        assigned = partitions;
        handlers.onAssigned?.(partitions);
      },
      onRecords: async (at, records) => {
        seen.push(...records);
        await handlers.onRecords?.(at, records);
      },
      ...(handlers.onCrash && { onCrash: handlers.onCrash }),
    },
  );
  return {
    start: (at, offset) => consumer.start(at, offset),
    pause: (at) => consumer.pause(at),
    resume: (at) => consumer.resume(at),
    commit: (offsets) => consumer.commit(offsets),
    close: () => consumer.close(),
    get assigned() {
      return assigned;
    },
    seen,
    partitions: () => assigned.map(({ partition }) => partition).sort((a, b) => a - b),
    values: (partition) =>
      seen
        .filter((record) => partition === undefined || record.partition === partition)
        .map(({ value }) => String(value)),
  };
}

interface Stage {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly groupId: string;
  readonly topics: readonly string[];
  send(partition: number, ...values: string[]): Promise<void>;
  at(partition: number): TopicPartition;
}

async function stageOf(setting: Setting, partitions: number): Promise<Stage> {
  const kafka = setting.connect();
  const topic = await topicOf(setting, kafka, partitions);
  const producer = await kafka.producer();
  return {
    kafka,
    topic,
    groupId: setting.name('group'),
    topics: [topic],
    at: (partition) => ({ topic, partition }),
    send: async (partition, ...values) => {
      await producer.send(values.map((value) => ({ topic, partition, key: null, value })));
    },
  };
}

const assignedAll = (member: Member, count: number) =>
  until(`all ${count} partitions are assigned`, () => member.assigned.length === count);

const committedRules: readonly Rule[] = [
  rule("'committed': reads a partition from its beginning where nothing was committed", async (setting) => {
    const { kafka, groupId, topics, send } = await stageOf(setting, 2);
    await send(0, 'a', 'b');
    await send(1, 'c');
    const member = await memberOf(kafka, { groupId, topics, from: 'committed' });
    await until('all is read', () => member.seen.length === 3);
    assert.deepEqual([member.values(0), member.values(1)], [['a', 'b'], ['c']]);
    await send(0, 'd');
    await until('the new record is read', () => member.seen.length === 4);
    assert.deepEqual(member.values(0), ['a', 'b', 'd']);
  }),

  rule("'committed': goes on where the group has committed", async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 1);
    await send(0, 'a', 'b', 'c');
    const first = await memberOf(kafka, { groupId, topics, from: 'committed' });
    await until('all is read', () => first.seen.length === 3);
    await first.commit([{ ...at(0), offset: 2 }]);
    await first.close();
    const second = await memberOf(setting.connect(), { groupId, topics, from: 'committed' });
    await until('the rest is read', () => second.seen.length === 1);
    assert.deepEqual(second.values(), ['c']);
  }),

  rule("'committed': brings a batch again that its handler rejected, and nothing behind it before", async (setting) => {
    const { kafka, groupId, topics, send } = await stageOf(setting, 1);
    let failures = 2;
    const handled: string[] = [];
    await memberOf(
      kafka,
      { groupId, topics, from: 'committed' },
      {
        onRecords: (_, records) => {
          if (failures-- > 0) throw new Error('the database is away');
          handled.push(...records.map(({ value }) => String(value)));
        },
      },
    );
    await send(0, 'a', 'b');
    await send(0, 'c');
    await until('all is handled', () => handled.length === 3);
    assert.deepEqual(handled, ['a', 'b', 'c']);
  }),
];

const toldRules: readonly Rule[] = [
  rule("'told': reads nothing of a partition before start, and then from there", async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 2);
    await send(0, 'a', 'b', 'c');
    await send(1, 'x');
    const member = await memberOf(kafka, { groupId, topics, from: 'told' });
    await assignedAll(member, 2);
    member.start(at(1), 0);
    await until('the other partition is read', () => member.seen.length === 1);
    await send(1, 'y');
    await until('the other partition goes on', () => member.seen.length === 2);
    assert.deepEqual(member.values(0), []);
    member.start(at(0), 1);
    await until('the partition is read', () => member.values(0).length === 2);
    assert.deepEqual(member.values(0), ['b', 'c']);
  }),

  rule("'told': start moves a partition that is being read", async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 1);
    await send(0, 'a', 'b');
    const member = await memberOf(kafka, { groupId, topics, from: 'told' });
    await assignedAll(member, 1);
    member.start(at(0), 0);
    await until('all is read', () => member.seen.length === 2);
    member.start(at(0), 1);
    await until('the end is read again', () => member.seen.length === 3);
    await send(0, 'c');
    await until('it goes on', () => member.seen.length === 4);
    assert.deepEqual(member.values(), ['a', 'b', 'b', 'c']);
  }),

  rule("'told': does not look at committed offsets", async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 1);
    await send(0, 'a', 'b');
    const first = await memberOf(kafka, { groupId, topics, from: 'told' });
    await assignedAll(first, 1);
    await first.commit([{ ...at(0), offset: 2 }]);
    await first.close();
    const second = await memberOf(setting.connect(), { groupId, topics, from: 'told' });
    await assignedAll(second, 1);
    second.start(at(0), 0);
    await until('all is read', () => second.seen.length === 2);
  }),

  rule("'told': a start for a partition that is somebody else's does nothing", async (setting) => {
    const { kafka, topic, groupId, topics, send, at } = await stageOf(setting, 1);
    await send(0, 'a');
    const member = await memberOf(kafka, { groupId, topics, from: 'told' });
    await assignedAll(member, 1);
    member.start({ topic, partition: 7 }, 0);
    member.start({ topic: `${topic}-other`, partition: 0 }, 0);
    member.start(at(0), 0);
    await until('its own is read', () => member.seen.length === 1);
  }),
];

const deliveryRules: readonly Rule[] = [
  rule('hands the records of a partition over in order, one batch at a time', async (setting) => {
    const { kafka, groupId, topics, send } = await stageOf(setting, 1);
    let busy = 0;
    let overlaps = 0;
    const member = await memberOf(
      kafka,
      { groupId, topics, from: 'committed' },
      {
        onRecords: async () => {
          if (++busy > 1) overlaps++;
          await new Promise((resolve) => setTimeout(resolve, 1));
          busy--;
        },
      },
    );
    const sent = Array.from({ length: 60 }, (_, i) => String(i));
    for (const value of sent) await send(0, value);
    await until('all is read', () => member.seen.length >= sent.length);
    assert.deepEqual(member.values(), sent);
    assert.equal(overlaps, 0);
  }),

  rule("does not let one partition's slow handler hold up another partition", async (setting) => {
    const { kafka, groupId, topics, send } = await stageOf(setting, 2);
    const slow = Promise.withResolvers<void>();
    const member = await memberOf(
      kafka,
      { groupId, topics, from: 'committed' },
      { onRecords: ({ partition }) => (partition === 0 ? slow.promise : undefined) },
    );
    try {
      await send(0, 'slow');
      await until('the slow one is being handled', () => member.values(0).length === 1);
      await send(1, 'a');
      await until('the other partition is read', () => member.values(1).length === 1);
      await send(0, 'after');
      await send(1, 'b');
      await until('the other partition goes on', () => member.values(1).length === 2);
      assert.deepEqual(member.values(0), ['slow']);
    } finally {
      slow.resolve();
    }
    await until('the slow partition goes on', () => member.values(0).length === 2);
  }),

  rule('handles at most as many partitions at a time as it was told', async (setting) => {
    const { kafka, groupId, topics, send } = await stageOf(setting, 4);
    let busy = 0;
    let most = 0;
    const member = await memberOf(
      kafka,
      { groupId, topics, from: 'committed', concurrency: 2 },
      {
        onRecords: async () => {
          most = Math.max(most, ++busy);
          await new Promise((resolve) => setTimeout(resolve, 20));
          busy--;
        },
      },
    );
    for (const partition of [0, 1, 2, 3]) await send(partition, 'x');
    await until('all is handled', () => member.seen.length === 4 && busy === 0);
    assert.ok(most <= 2, `${most} were handled at the same time`);
  }),

  rule('hands over nothing of a paused partition, and all of it after resume', async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 2);
    const member = await memberOf(kafka, { groupId, topics, from: 'committed' });
    await send(0, 'a');
    await until('it reads', () => member.values(0).length === 1);
    member.pause(at(0));
    await send(0, 'b', 'c');
    await send(1, 'x');
    await until('the other partition is read', () => member.values(1).length === 1);
    await send(1, 'y');
    await until('the other partition goes on', () => member.values(1).length === 2);
    assert.deepEqual(member.values(0), ['a']);
    member.resume(at(0));
    await until('the rest is read', () => member.values(0).length === 3);
    assert.deepEqual(member.values(0), ['a', 'b', 'c']);
  }),
];

const rebalanceRules: readonly Rule[] = [
  rule('shares the partitions among the members: each has some, none has two owners', async (setting) => {
    const { kafka, groupId, topics } = await stageOf(setting, 4);
    const first = await memberOf(kafka, { groupId, topics, from: 'told' });
    await assignedAll(first, 4);
    const second = await memberOf(setting.connect(), { groupId, topics, from: 'told' });
    await until('both have two', () => first.assigned.length === 2 && second.assigned.length === 2);
    const all = [...first.assigned, ...second.assigned].map(keyOf);
    assert.equal(new Set(all).size, 4);
  }),

  rule('goes on with a partition that stays as if nothing had happened', async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 4);
    const first = await memberOf(kafka, { groupId, topics, from: 'told' });
    await assignedAll(first, 4);
    for (const partition of [0, 1, 2, 3]) await send(partition, 'old', 'a');
    for (const partition of [0, 1, 2, 3]) first.start(at(partition), 1);
    await until('all is read', () => first.seen.length === 4);
    const second = await memberOf(setting.connect(), { groupId, topics, from: 'told' });
    await until('both have two', () => first.assigned.length === 2 && second.assigned.length === 2);
    for (const partition of [0, 1, 2, 3]) await send(partition, 'b');
    const kept = first.partitions();
    await until('what stayed goes on', () => kept.every((partition) => first.values(partition).length === 2));
    for (const partition of kept) assert.deepEqual(first.values(partition), ['a', 'b']);
    for (const partition of second.partitions()) {
      assert.deepEqual(first.values(partition), ['a']);
      assert.deepEqual(second.values(partition), []);
      second.start(at(partition), 2);
    }
    await until('what moved goes on', () => second.seen.length === 2);
    assert.deepEqual(second.values(), ['b', 'b']);
  }),

  rule("gives a leaving member's partitions to those who stay", async (setting) => {
    const { kafka, groupId, topics, send } = await stageOf(setting, 2);
    const first = await memberOf(kafka, { groupId, topics, from: 'committed' });
    const second = await memberOf(setting.connect(), { groupId, topics, from: 'committed' });
    await until('each has one', () => first.assigned.length === 1 && second.assigned.length === 1);
    await second.close();
    await assignedAll(first, 2);
    await send(0, 'a');
    await send(1, 'b');
    await until('both are read', () => first.seen.length === 2);
  }),

  rule('refuses commits for partitions that are no longer assigned, without a word', async (setting) => {
    const { kafka, groupId, topics, send, at } = await stageOf(setting, 2);
    await send(0, 'a', 'b');
    await send(1, 'a', 'b');
    const first = await memberOf(kafka, { groupId, topics, from: 'committed' });
    const second = await memberOf(setting.connect(), { groupId, topics, from: 'committed' });
    await until('each has one', () => first.assigned.length === 1 && second.assigned.length === 1);
    const [lost] = second.partitions();
    const [kept] = first.partitions();
    await first.commit([
      { ...at(lost!), offset: 2 },
      { ...at(kept!), offset: 1 },
    ]);
    await Promise.all([first.close(), second.close()]);
    await first.commit([{ ...at(kept!), offset: 2 }]);
    const third = await memberOf(setting.connect(), { groupId, topics, from: 'committed' });
    await until('all is read', () => third.seen.length === 3);
    assert.deepEqual([third.values(lost), third.values(kept)], [['a', 'b'], ['b']]);
  }),
];

export const groupRules: readonly Rule[] = [...committedRules, ...toldRules, ...deliveryRules, ...rebalanceRules];

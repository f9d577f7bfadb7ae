import assert from 'node:assert/strict';
import { OffsetOutOfRange, type InRecord, type OutRecord } from '../../port.js';
import { until } from '../until.js';
import { rule, topicOf, type Rule } from './rule.js';

const numbered = (topic: string, from: number, to: number): OutRecord[] =>
  Array.from({ length: to - from }, (_, i) => ({ topic, partition: 0, key: 'k', value: String(from + i) }));

const numbersOf = (records: readonly InRecord[]) => records.map(({ value }) => Number(value));
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

export const readerRules: readonly Rule[] = [
  rule('says where a partition begins and ends', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 2);
    await (await kafka.producer()).send(numbered(topic, 0, 7));
    assert.deepEqual(await kafka.offsets(topic), [
      { start: 0, end: 7 },
      { start: 0, end: 0 },
    ]);
  }),

  rule('reads an empty partition to its end, and from the end to the end', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 2);
    await (await kafka.producer()).send(numbered(topic, 0, 3));
    const reader = await kafka.reader([topic]);
    const unexpected = () => assert.fail('there is nothing to read');
    assert.equal(await reader.readToEnd({ topic, partition: 1 }, 0, unexpected), 0);
    assert.equal(await reader.readToEnd({ topic, partition: 0 }, 3, unexpected), 3);
  }),

  rule('reads from an offset to the end, in order, each record once', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const producer = await kafka.producer();
    await producer.send(numbered(topic, 0, 1_000));
    await producer.send(numbered(topic, 1_000, 1_700));
    const reader = await kafka.reader([topic]);
    const read: InRecord[] = [];
    assert.equal(await reader.readToEnd({ topic, partition: 0 }, 250, (records) => void read.push(...records)), 1_700);
    assert.deepEqual(numbersOf(read), upTo(250, 1_700));
    assert.deepEqual(
      read.map(({ offset }) => offset),
      upTo(250, 1_700),
    );
  }),

  rule('asks for the end again once it was reached: what was appended meanwhile is read', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const producer = await kafka.producer();
    await producer.send(numbered(topic, 0, 2));
    const reader = await kafka.reader([topic]);
    const read: number[] = [];
    let sent = 2;
    const end = await reader.readToEnd({ topic, partition: 0 }, 0, async (records) => {
      read.push(...numbersOf(records));
      if (sent < 10) await producer.send(numbered(topic, sent, ++sent));
    });
    assert.equal(end, 10);
    assert.deepEqual(read, upTo(0, 10));
  }),

  rule('reads several partitions at the same time', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 4);
    const producer = await kafka.producer();
    await producer.send(upTo(0, 40).map((i) => ({ topic, partition: i % 4, key: null, value: String(i) })));
    const reader = await kafka.reader([topic]);
    const read: number[] = [];
    await Promise.all(
      upTo(0, 4).map((partition) =>
        reader.readToEnd({ topic, partition }, 0, (records) => {
          for (const { value } of records) assert.equal(Number(value) % 4, partition);
          read.push(...numbersOf(records));
        }),
      ),
    );
    assert.deepEqual(
      read.sort((a, b) => a - b),
      upTo(0, 40),
    );
  }),

  rule('says so when records are not there from the offset on', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    await (await kafka.producer()).send(numbered(topic, 0, 3));
    const reader = await kafka.reader([topic]);
    const gone = (error: Error) => {
      assert.ok(error instanceof OffsetOutOfRange);
      assert.deepEqual([error.wanted, error.available], [9, { start: 0, end: 3 }]);
      return true;
    };
    await assert.rejects(
      reader.readToEnd({ topic, partition: 0 }, 9, () => {}),
      gone,
    );
    await assert.rejects(
      reader.follow({ topic, partition: 0 }, 9, () => {}),
      gone,
    );
  }),

  rule('asks for no more while whoever follows rests', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 2);
    const producer = await kafka.producer();
    await producer.send(numbered(topic, 0, 2));
    const rests: PromiseWithResolvers<void>[] = [];
    const rest = () => rests[rests.push(Promise.withResolvers()) - 1]!.promise;
    const reader = await kafka.reader([topic], { rest });
    const read: number[] = [];
    const follow = (partition: number) =>
      reader.follow({ topic, partition }, 0, (records) => void read.push(...numbersOf(records)));
    await Promise.all([follow(0), follow(1)]);
    await until('the old records are read', () => read.length === 2 && rests.length === 1);
    await producer.send(numbered(topic, 2, 500));
    await (await kafka.reader([topic])).readToEnd({ topic, partition: 0 }, 0, () => {});
    assert.deepEqual(read, [0, 1]);
    while (read.length < 500) {
      const before = rests.length;
      rests.at(-1)!.resolve();
      await until('more is read', () => rests.length > before);
    }
    assert.deepEqual(read, upTo(0, 500));
    rests.at(-1)!.resolve();
    await producer.send([{ topic, partition: 1, key: 'k', value: '500' }]);
    await until('the other partition is read too', () => read.length === 501);
  }),

  rule('follows a partition for ever, in order, until it is stopped', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const producer = await kafka.producer();
    await producer.send(numbered(topic, 0, 5));
    const reader = await kafka.reader([topic]);
    const read: number[] = [];
    const stop = await reader.follow({ topic, partition: 0 }, 2, (records) => void read.push(...numbersOf(records)));
    await until('the old records are read', () => read.length === 3);
    await producer.send(numbered(topic, 5, 8));
    await until('the new records are read', () => read.length === 6);
    assert.deepEqual(read, upTo(2, 8));
    await stop();
    await producer.send(numbered(topic, 8, 9));
    await reader.readToEnd({ topic, partition: 0 }, 8, () => {});
    assert.equal(read.length, 6);
  }),
];

import assert from 'node:assert/strict';
import { partitionFor } from '../../partition-for.js';
import { AppendFailed, type InRecord, type Kafka } from '../../port.js';
import { rule, topicOf, type Rule } from './rule.js';

async function recordsOf(kafka: Kafka, topic: string, partition: number): Promise<InRecord[]> {
  const reader = await kafka.reader([topic]);
  const all: InRecord[] = [];
  await reader.readToEnd({ topic, partition }, 0, (records) => void all.push(...records));
  await reader.close();
  return all;
}

const texts = (records: readonly InRecord[]) => records.map(({ value }) => value?.toString());

export const producerRules: readonly Rule[] = [
  rule("says where each partition's records begin, and how many they are", async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 2);
    const producer = await kafka.producer();
    await producer.send([{ topic, partition: 1, key: 'k', value: 'before' }]);
    const appended = await producer.send([
      { topic, partition: 1, key: 'k', value: 'a' },
      { topic, partition: 0, key: 'k', value: 'b' },
      { topic, partition: 1, key: 'k', value: 'c' },
    ]);
    assert.deepEqual(
      [...appended].sort((a, b) => a.partition - b.partition),
      [
        { topic, partition: 0, baseOffset: 0, count: 1 },
        { topic, partition: 1, baseOffset: 1, count: 2 },
      ],
    );
    assert.deepEqual(texts(await recordsOf(kafka, topic, 1)), ['before', 'a', 'c']);
  }),

  rule('appends what is sent in the order it is sent, by an idempotent producer too', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const producer = await kafka.producer({ idempotent: true });
    const sent = Array.from({ length: 40 }, (_, i) => String(i));
    const appended = await Promise.all(sent.map((value) => producer.send([{ topic, key: null, value }])));
    assert.deepEqual(
      appended.flat().map(({ baseOffset }) => baseOffset),
      sent.map(Number),
    );
    assert.deepEqual(texts(await recordsOf(kafka, topic, 0)), sent);
  }),

  rule('puts a key where the hash says, and a record with a partition there', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 5);
    const producer = await kafka.producer();
    for (const key of ['signup:order-1', 'Zürich', '', 'a-rather-long-key-with-more-than-thirty-two-bytes']) {
      const [byHash] = await producer.send([{ topic, key, value: 'x' }]);
      assert.equal(byHash?.partition, partitionFor(key, 5), key);
      const [told] = await producer.send([{ topic, partition: 3, key, value: 'x' }]);
      assert.equal(told?.partition, 3);
    }
  }),

  rule('keeps key, value and headers byte for byte, and a tombstone is one', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const producer = await kafka.producer();
    const bytes = Buffer.from([0, 255, 1, 128, 10]);
    const before = Date.now();
    await producer.send([
      { topic, key: bytes, value: bytes, headers: { bytes, text: 'grüezi' } },
      { topic, key: 'gone', value: null },
      { topic, key: null, value: '' },
    ]);
    const [first, second, third] = await recordsOf(kafka, topic, 0);
    assert.deepEqual([first?.key, first?.value], [bytes, bytes]);
    assert.deepEqual(first?.headers['bytes'], bytes);
    assert.equal(first?.headers['text']?.toString(), 'grüezi');
    assert.ok(Math.abs(first.timestamp - before) < 60_000);
    assert.deepEqual([second?.key?.toString(), second?.value, second?.headers], ['gone', null, {}]);
    assert.deepEqual([third?.key, third?.value?.length], [null, 0]);
  }),

  rule('fails with AppendFailed where there is no such topic', async (setting) => {
    const kafka = setting.connect();
    await topicOf(setting, kafka, 1);
    const producer = await kafka.producer({ timeoutMs: 300 });
    await assert.rejects(producer.send([{ topic: setting.name('nowhere'), key: 'k', value: 'v' }]), AppendFailed);
  }),

  rule('takes nothing more from an idempotent producer that has failed', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const producer = await kafka.producer({ idempotent: true, timeoutMs: 300 });
    await assert.rejects(producer.send([{ topic: setting.name('nowhere'), key: 'k', value: 'v' }]), AppendFailed);
    await assert.rejects(producer.send([{ topic, key: 'k', value: 'v' }]), AppendFailed);
    assert.deepEqual(await recordsOf(kafka, topic, 0), []);
  }),
];

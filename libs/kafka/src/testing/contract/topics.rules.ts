import assert from 'node:assert/strict';
import { TopicMismatch } from '../../port.js';
import { rule, topicOf, type Rule } from './rule.js';

export const topicRules: readonly Rule[] = [
  rule('creates a topic with the partitions and the configuration asked for', async (setting) => {
    const kafka = setting.connect();
    const topic = setting.name('compacted');
    await kafka.ensureTopics([{ topic, partitions: 3, config: { 'cleanup.policy': 'compact' } }]);
    const [described] = await kafka.describeTopics([topic]);
    assert.equal(described?.topic, topic);
    assert.equal(described.partitions, 3);
    assert.equal(described.config['cleanup.policy'], 'compact');
  }),

  rule('leaves a topic that is there as it is', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 2);
    await kafka.ensureTopics([{ topic, partitions: 2, config: { 'cleanup.policy': 'compact' } }]);
    const [described] = await kafka.describeTopics([topic]);
    assert.equal(described?.config['cleanup.policy'], 'delete');
  }),

  rule('refuses a topic that is there with another number of partitions, and names it', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 2);
    await assert.rejects(kafka.ensureTopics([{ topic, partitions: 4, config: {} }]), (error: Error) => {
      assert.ok(error instanceof TopicMismatch);
      assert.ok(error.message.includes(topic));
      return true;
    });
  }),

  rule('describes only topics that are there', async (setting) => {
    const kafka = setting.connect();
    const topic = await topicOf(setting, kafka, 1);
    const described = await kafka.describeTopics([setting.name('nowhere'), topic]);
    assert.deepEqual(
      described.map((it) => it.topic),
      [topic],
    );
  }),
];

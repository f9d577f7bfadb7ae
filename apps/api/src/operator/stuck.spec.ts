import { expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ApiStage } from '../testing/api-stage.js';
import { Operators } from '../testing/operators.js';

it('a partition that nobody owns shows how long its oldest record has waited', async () => {
  const broker = memoryBroker();
  const stage = await ApiStage.open({ connect: () => memoryKafka(broker), settings: { partitions: 2 } });
  const operators = new Operators(stage);
  const kafka = memoryKafka(broker);
  const producer = await kafka.producer();
  const before = Date.now();
  for (const value of ['{"type":"StartExecution","stateMachine":"m","name":"a"}', '{}'])
    await producer.send([{ topic: stage.api.settings.topics.inbox, partition: 1, key: 'm:a', value }]);
  const { body } = await operators.get('/partitions');
  expect(body.items![0]).toEqual({ partition: 0, epoch: 0, logEnd: 0, viewsBehind: 0, inboxEnd: 0, inboxWaiting: 0 });
  expect(body.items![1]).toMatchObject({ inboxWaiting: 2, oldestWaiting: expect.any(String) });
  const waitsSince = Date.parse(String(body.items![1]!['oldestWaiting']));
  expect(waitsSince).toBeGreaterThanOrEqual(before);
  expect(waitsSince).toBeLessThanOrEqual(Date.now());
  await producer.close();
  await kafka.close();
  await stage.close();
});

import { beforeAll, describe, it } from '@jest/globals';
import { kafkaContract } from '../testing/kafka-contract.js';
import { useBroker, type UsedBroker } from '../testing/use-broker.js';
import { connectKafka } from './connect-kafka.js';

let broker: UsedBroker;
beforeAll(async () => {
  broker = await useBroker();
}, 180_000);

describe('kafkajs behind the port, on a real broker', () => {
  for (const rule of kafkaContract) {
    it(
      rule.name,
      () => rule.run({ name: broker.name, connect: () => connectKafka({ brokers: broker.brokers }) }),
      30_000,
    );
  }
});

import { createRequire } from 'node:module';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until, useBroker, type UsedBroker } from '../testing/index.js';
import { connectKafka } from './connect-kafka.js';

const require = createRequire(import.meta.url);

interface Cluster {
  findGroupCoordinatorMetadata(options: object): Promise<object>;
}
const { prototype } = require('kafkajs/src/cluster/index.js') as { prototype: Cluster };
const { KafkaJSGroupCoordinatorNotFound } = require('kafkajs/src/errors.js') as {
  KafkaJSGroupCoordinatorNotFound: new (message: string) => Error;
};
const asks = prototype.findGroupCoordinatorMetadata;

let broker: UsedBroker;
beforeAll(async () => {
  broker = await useBroker();
}, 180_000);
afterEach(() => void (prototype.findGroupCoordinatorMetadata = asks));

describe('a group that nobody coordinates yet', () => {
  it('is joined when somebody does, and what was sent meanwhile is read', async () => {
    let vain = 3;
    prototype.findGroupCoordinatorMetadata = function (options) {
      if (vain-- > 0) throw new KafkaJSGroupCoordinatorNotFound('Failed to find group coordinator');
      return asks.call(this, options);
    };
    const kafka = connectKafka({ brokers: broker.brokers });
    try {
      const topic = broker.name('early');
      await kafka.ensureTopics([{ topic, partitions: 1, config: {} }]);
      const read: string[] = [];
      let crashes = 0;
      await kafka.join(
        { groupId: broker.name('group'), topics: [topic], from: 'committed' },
        {
          onRecords: (_, records) => void read.push(...records.map(({ value }) => String(value))),
          onCrash: () => (crashes += 1),
        },
      );
      const producer = await kafka.producer();
      await producer.send([{ topic, key: null, value: 'a' }]);
      await until('it is read', () => read.length === 1);
      expect({ crashes, vain: vain < 0 }).toEqual({ crashes: 0, vain: true });
    } finally {
      await kafka.close();
    }
  }, 30_000);
});

import { describe, expect, it } from '@jest/globals';
import { memoryBroker } from '../memory/memory-broker.js';
import type { Kafka, Producer } from '../port.js';
import { kafkaContract } from './kafka-contract.js';
import { patience } from './until.js';

type Lie = (honest: Kafka) => Partial<Kafka>;

/** The in-memory broker, with one promise broken. */
function liar(lie: Lie): Kafka {
  const broker = liar.broker;
  const honest = broker.connect();
  const lies = lie(honest);
  return new Proxy(honest, {
    get: (target, name) => {
      const told = (lies as Record<string | symbol, unknown>)[name];
      if (told !== undefined) return told;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
liar.broker = memoryBroker();

const lyingProducer =
  (lie: (honest: Producer) => Partial<Producer>): Lie =>
  (honest) => ({
    producer: async (options) => {
      const producer = await honest.producer(options);
      return { send: (records) => producer.send(records), close: () => producer.close(), ...lie(producer) };
    },
  });

const lies: readonly [says: string, breaks: string, lie: Lie][] = [
  [
    'leaves out what a topic is configured with',
    'creates a topic with the partitions',
    (honest) => ({ ensureTopics: (specs) => honest.ensureTopics(specs.map((spec) => ({ ...spec, config: {} }))) }),
  ],
  [
    'says nothing of a mismatch',
    'refuses a topic that is there with another number',
    (honest) => ({ ensureTopics: (specs) => honest.ensureTopics(specs).catch(() => {}) }),
  ],
  [
    'describes topics that are not there',
    'describes only topics that are there',
    () => ({ describeTopics: async (topics) => topics.map((topic) => ({ topic, partitions: 1, config: {} })) }),
  ],
  [
    'makes up base offsets',
    "says where each partition's records begin",
    lyingProducer((producer) => ({
      send: async (records) => (await producer.send(records)).map((it) => ({ ...it, baseOffset: 0 })),
    })),
  ],
  [
    'appends the last first',
    "says where each partition's records begin",
    lyingProducer((producer) => ({ send: (records) => producer.send([...records].reverse()) })),
  ],
  [
    'places by another hash',
    'puts a key where the hash says',
    lyingProducer((producer) => ({
      send: (records) => producer.send(records.map((it) => ({ partition: String(it.key).length % 5, ...it }))),
    })),
  ],
  [
    'makes an empty value of a tombstone',
    'keeps key, value and headers byte for byte',
    lyingProducer((producer) => ({
      send: (records) => producer.send(records.map((it) => ({ ...it, value: it.value ?? '' }))),
    })),
  ],
  [
    'calls a failure a success',
    'fails with AppendFailed',
    lyingProducer((producer) => ({ send: (records) => producer.send(records).catch(() => []) })),
  ],
  [
    'goes on with an idempotent producer that has failed',
    'takes nothing more from an idempotent producer',
    (honest) => ({ producer: ({ idempotent: _, ...options } = {}) => honest.producer(options) }),
  ],
  [
    'relies on an end asked for beforehand',
    'asks for the end again',
    (honest) => ({
      reader: async (topics) => {
        const reader = await honest.reader(topics);
        const readToEnd: typeof reader.readToEnd = async (at, from, onRecords) => {
          const end = (await honest.offsets(at.topic))[at.partition]!.end;
          await reader.readToEnd(at, from, (records) => onRecords(records.filter(({ offset }) => offset < end)));
          return end;
        };
        return { readToEnd, follow: (...all) => reader.follow(...all), close: () => reader.close() };
      },
    }),
  ],
  [
    'goes back to the beginning where an offset is gone',
    'says so when records are not there',
    (honest) => ({
      reader: async (topics) => {
        const reader = await honest.reader(topics);
        return {
          readToEnd: (at, from, onRecords) => reader.readToEnd(at, from, onRecords).catch(() => 0),
          follow: (...all) => reader.follow(...all),
          close: () => reader.close(),
        };
      },
    }),
  ],
  [
    'reads what it was not told to',
    "'told': reads nothing of a partition before start",
    (honest) => ({ join: (options, handlers) => honest.join({ ...options, from: 'committed' }, handlers) }),
  ],
  [
    'forgets commits',
    "'committed': goes on where the group has committed",
    (honest) => ({
      join: async (options, handlers) => {
        const consumer = await honest.join(options, handlers);
        consumer.commit = async () => {};
        return consumer;
      },
    }),
  ],
  [
    'swallows what a handler rejects',
    "'committed': brings a batch again",
    (honest) => ({
      join: (options, handlers) =>
        honest.join(options, {
          ...handlers,
          onRecords: async (at, records) => {
            try {
              await handlers.onRecords(at, records);
            } catch {
              // That is the lie.
            }
          },
        }),
    }),
  ],
  [
    'does not wait for handlers',
    'hands the records of a partition over in order, one batch at a time',
    (honest) => ({
      join: (options, handlers) =>
        honest.join(options, { ...handlers, onRecords: (at, records) => void handlers.onRecords(at, records) }),
    }),
  ],
  [
    'handles one partition after the other',
    "does not let one partition's slow handler",
    (honest) => ({ join: (options, handlers) => honest.join({ ...options, concurrency: 1 }, handlers) }),
  ],
  [
    'handles all at the same time',
    'handles at most as many partitions at a time',
    (honest) => ({ join: ({ concurrency: _, ...options }, handlers) => honest.join(options, handlers) }),
  ],
  [
    'does not pause',
    'hands over nothing of a paused partition',
    (honest) => ({
      join: async (options, handlers) => {
        const consumer = await honest.join(options, handlers);
        consumer.pause = () => {};
        return consumer;
      },
    }),
  ],
  [
    'gives every member everything',
    'shares the partitions among the members',
    (honest) => ({
      join: (options, handlers) =>
        honest.join({ ...options, groupId: `${options.groupId}-${Math.random()}` }, handlers),
    }),
  ],
];

describe('the contract catches a client that', () => {
  for (const [says, breaks, lie] of lies) {
    it(
      says,
      async () => {
        const rule = kafkaContract.find(({ name }) => name.startsWith(breaks));
        if (rule === undefined) throw new Error(`No rule begins with "${breaks}".`);
        const broker = memoryBroker();
        let names = 0;
        const name = (of: string) => `${of}-${++names}`;
        patience.ms = 10_000;
        await rule.run({ name, connect: () => broker.connect() });
        liar.broker = broker;
        patience.ms = 200;
        await expect(rule.run({ name, connect: () => liar(lie) })).rejects.toThrow();
      },
      15_000,
    );
  }
});

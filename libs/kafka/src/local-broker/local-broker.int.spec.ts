import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka } from '../client/connect-kafka.js';
import { AppendFailed, type Kafka } from '../port.js';
import { ownBroker } from '../testing/use-broker.js';
import { until } from '../testing/until.js';
import { isAlive } from './processes.js';

let broker: Awaited<ReturnType<typeof ownBroker>>;
let kafka: Kafka;
beforeAll(async () => {
  broker = await ownBroker();
  kafka = connectKafka({ brokers: broker.brokers });
}, 180_000);
afterAll(async () => {
  await kafka.close();
  await broker.discard();
});

describe('a broker that is away for a while', () => {
  it('comes back on its data and port; producers, members and readers go on without a restart', async () => {
    const topic = 'survives';
    await kafka.ensureTopics([{ topic, partitions: 1, config: {} }]);
    const hasty = await kafka.producer({ timeoutMs: 300 });
    const patient = await kafka.producer({ idempotent: true, timeoutMs: 60_000 });
    const seen: string[] = [];
    await kafka.join(
      { groupId: 'survivors', topics: [topic], from: 'committed', sessionTimeoutMs: 3_000 },
      { onRecords: (_, records) => void seen.push(...records.map(({ value }) => String(value))) },
    );
    const followed: string[] = [];
    const reader = await kafka.reader([topic]);
    await reader.follow({ topic, partition: 0 }, 0, (records) => {
      followed.push(...records.map(({ value }) => String(value)));
    });
    await patient.send([{ topic, key: 'k', value: 'before' }]);
    await until('it is read', () => seen.length === 1 && followed.length === 1);

    const { pid, port } = broker;
    await broker.stop();
    expect(isAlive(pid)).toBe(false);
    await expect(hasty.send([{ topic, key: 'k', value: 'nowhere' }])).rejects.toThrow(AppendFailed);
    const waiting = patient.send([{ topic, key: 'k', value: 'meanwhile' }]);
    await broker.start();
    expect(broker.port).toBe(port);

    expect(await waiting).toEqual([{ topic, partition: 0, baseOffset: 1, count: 1 }]);
    const sent = () =>
      hasty.send([{ topic, key: 'k', value: 'after' }]).then(
        () => true,
        () => false,
      );
    await until('the hasty one has sent too', sent, 30_000);
    await until('all is read', () => seen.includes('after') && followed.includes('after'), 30_000);
    expect(followed.slice(0, 2)).toEqual(['before', 'meanwhile']);
    expect(new Set(seen)).toEqual(new Set(['before', 'meanwhile', 'after']));
  }, 120_000);

  it('is waited for when it is not there yet', async () => {
    await broker.stop();
    const early = connectKafka({ brokers: broker.brokers });
    const topic = 'early';
    const ensured = early.ensureTopics([{ topic, partitions: 1, config: {} }]);
    const producer = early.producer();
    await broker.start();
    await ensured;
    await (await producer).send([{ topic, key: 'k', value: 'v' }]);
    expect(await early.offsets(topic)).toEqual([{ start: 0, end: 1 }]);
    await early.close();
  }, 120_000);
});

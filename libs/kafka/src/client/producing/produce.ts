import { createRequire } from 'node:module';
import type { Broker, Cluster } from 'kafkajs';
import type { Appended } from '../../port.js';
import { leaderOf } from '../fetching/fetch.js';
import { encodeProduce, type ProducerId } from './encode-produce.js';
import type { Batch } from './place.js';

const require = createRequire(import.meta.url);

const PRODUCE = 0;
const VERSION = 3;
const TRANSACTION_TIMEOUT_MS = 60_000;

// kafkajs has no types for its protocol layer; its version is pinned and these parts have not moved since 2020.
const response = require('kafkajs/src/protocol/requests/produce/v3/response.js') as object;

interface BrokerInside {
  readonly connectionPool: { send(request: object): Promise<Answer> };
}

export interface Produced {
  readonly appended: readonly Appended[];
  /** What has to be sent again, and why. */
  readonly left: Batch[];
  readonly error?: unknown;
}

interface Answer {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; readonly baseOffset: string }[];
  }[];
}

/** One request to each leader. */
export async function produceTo(
  cluster: Cluster,
  batches: readonly Batch[],
  identity: ProducerId | undefined,
  timeoutMs: number,
): Promise<Produced> {
  const requests = await Promise.allSettled(
    Array.from(byLeader(cluster, batches), async ([leader, led]) => {
      const broker = (await cluster.findBroker({ nodeId: String(leader) })) as Broker & BrokerInside;
      const answer = await produce(broker, encodeProduce({ batches: led, identity, timeoutMs, timestamp: Date.now() }));
      return { led, appended: appended(answer, led) };
    }),
  );
  const done = requests.filter((request) => request.status === 'fulfilled').map(({ value }) => value);
  const failed = requests.find((request) => request.status === 'rejected');
  const settled = new Set(done.flatMap(({ led }) => led));
  return {
    appended: done.flatMap((request) => request.appended),
    left: batches.filter((batch) => !settled.has(batch)),
    ...(failed && { error: failed.reason as unknown }),
  };
}

async function produce(broker: Broker & BrokerInside, bytes: Buffer): Promise<Answer> {
  // What kafkajs takes from an encoder of its own.
  const encode = () => ({ buf: bytes, buffer: bytes });
  const request = { apiKey: PRODUCE, apiVersion: VERSION, apiName: 'Produce', encode };
  try {
    return await broker.connectionPool.send({ request, response });
  } catch (error) {
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw error;
  }
}

/** @throws if the broker gives none. */
export async function producerIdFrom(cluster: Cluster): Promise<ProducerId> {
  const controller = (await cluster.findControllerBroker()) as Broker & {
    // kafkajs has it; its types do not.
    initProducerId(request: { transactionTimeout: number }): Promise<{ producerId: string; producerEpoch: number }>;
  };
  const { producerId, producerEpoch } = await controller.initProducerId({ transactionTimeout: TRANSACTION_TIMEOUT_MS });
  return { producerId: BigInt(producerId), producerEpoch };
}

function byLeader(cluster: Cluster, batches: readonly Batch[]): Map<number, Batch[]> {
  const leaders = new Map<number, Batch[]>();
  for (const batch of batches) {
    const leader = leaderOf(cluster, batch.topic, batch.partition);
    if (leader === undefined) throw new Error(`Nobody leads ${batch.topic}[${batch.partition}].`);
    const led = leaders.get(leader);
    if (led === undefined) leaders.set(leader, [batch]);
    else led.push(batch);
  }
  return leaders;
}

function appended(answer: Answer, batches: readonly Batch[]): Appended[] {
  const offsets = new Map<string, string>();
  for (const { topicName, partitions } of answer.topics) {
    for (const { partition, baseOffset } of partitions) offsets.set(`${topicName}/${partition}`, baseOffset);
  }
  return batches.map(({ topic, partition, records }) => ({
    topic,
    partition,
    baseOffset: Number(offsets.get(`${topic}/${partition}`)),
    count: records.length,
  }));
}

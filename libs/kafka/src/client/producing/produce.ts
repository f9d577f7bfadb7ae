import type { Broker, Cluster } from 'kafkajs';
import type { Appended } from '../../port.js';
import { leaderOf } from '../fetching/fetch.js';
import type { Batch } from './place.js';

const ALL_IN_SYNC_REPLICAS = -1;
const TRANSACTION_TIMEOUT_MS = 60_000;

export interface ProducerId {
  readonly producerId: number;
  readonly producerEpoch: number;
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
      const broker = await cluster.findBroker({ nodeId: String(leader) });
      const answer = (await broker.produce({
        acks: ALL_IN_SYNC_REPLICAS,
        timeout: timeoutMs,
        topicData: byTopic(led),
        ...identity,
      })) as Answer;
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

/** @throws if the broker gives none. */
export async function producerIdFrom(cluster: Cluster): Promise<ProducerId> {
  const controller = (await cluster.findControllerBroker()) as Broker & {
    // kafkajs has it; its types do not.
    initProducerId(request: { transactionTimeout: number }): Promise<ProducerId>;
  };
  const { producerId, producerEpoch } = await controller.initProducerId({ transactionTimeout: TRANSACTION_TIMEOUT_MS });
  return { producerId, producerEpoch };
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

type TopicData = Parameters<Broker['produce']>[0]['topicData'];

function byTopic(batches: readonly Batch[]): TopicData {
  const topics = new Map<string, TopicData[number]['partitions']>();
  for (const { topic, partition, messages, firstSequence } of batches) {
    const entry = { partition, messages, ...(firstSequence !== undefined && { firstSequence }) };
    const partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, [entry]);
    else partitions.push(entry);
  }
  return Array.from(topics, ([topic, partitions]) => ({ topic, partitions }));
}

function appended(answer: Answer, batches: readonly Batch[]): Appended[] {
  const offsets = new Map<string, string>();
  for (const { topicName, partitions } of answer.topics) {
    for (const { partition, baseOffset } of partitions) offsets.set(`${topicName}/${partition}`, baseOffset);
  }
  return batches.map(({ topic, partition, messages }) => ({
    topic,
    partition,
    baseOffset: Number(offsets.get(`${topic}/${partition}`)),
    count: messages.length,
  }));
}

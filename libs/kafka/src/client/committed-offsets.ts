import type { TopicPartition } from '../port.js';
import type { Cluster } from './kafkajs-client.js';

export interface CommittedOffset extends TopicPartition {
  /** Undefined where the group has committed nothing. */
  readonly offset: number | undefined;
}

export async function committedOffsets(
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<CommittedOffset[]> {
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const { responses } = await coordinator.offsetFetch({
    groupId,
    topics: topics.map((topic) => ({
      topic,
      // Only the partition is asked for; the types of kafkajs want an offset as well.
      partitions: partitions.filter((at) => at.topic === topic).map(({ partition }) => ({ partition, offset: '0' })),
    })),
  });
  return responses.flatMap(({ topic, partitions: found }) =>
    found.map(({ partition, offset }) => ({
      topic,
      partition,
      offset: Number(offset) < 0 ? undefined : Number(offset),
    })),
  );
}

import type { Offsets } from '../port.js';
import type { Cluster } from './kafkajs-client.js';

/** First and next offset of these partitions, in their order. One request each to every leader. */
export async function offsetsOf(cluster: Cluster, topic: string, partitions: readonly number[]): Promise<Offsets[]> {
  const wanted = partitions.map((partition) => ({ partition }));
  const [starts, ends] = await Promise.all([
    cluster.fetchTopicsOffset([{ topic, partitions: wanted, fromBeginning: true }]),
    cluster.fetchTopicsOffset([{ topic, partitions: wanted, fromBeginning: false }]),
  ]);
  const of = (answer: typeof starts, partition: number) =>
    Number(answer[0]?.partitions.find((found) => found.partition === partition)?.offset ?? 0);
  return partitions.map((partition) => ({ start: of(starts, partition), end: of(ends, partition) }));
}

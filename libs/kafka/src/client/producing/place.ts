import type { Cluster } from 'kafkajs';
import type { OutRecord, TopicPartition } from '../../port.js';
import { partitionFor } from '../../partition-for.js';

/** The records of one `send` for one partition. */
export interface Batch extends TopicPartition {
  readonly records: OutRecord[];
  /** Of an idempotent producer. */
  firstSequence?: number;
}

let keyless = 0;

/** By partition, each in the order given. */
export function place(cluster: Cluster, records: readonly OutRecord[]): Batch[] {
  const topics = new Map<string, { readonly count: number; readonly batches: Map<number, Batch> }>();
  const all: Batch[] = [];
  for (const record of records) {
    const { topic, partition: told, key } = record;
    let found = topics.get(topic);
    if (found === undefined) topics.set(topic, (found = { count: partitionsOf(cluster, topic), batches: new Map() }));
    const partition = told ?? (key === null ? keyless++ % found.count : partitionFor(key, found.count));
    let batch = found.batches.get(partition);
    if (batch === undefined) {
      batch = { topic, partition, records: [] };
      found.batches.set(partition, batch);
      all.push(batch);
    }
    batch.records.push(record);
  }
  return all;
}

function partitionsOf(cluster: Cluster, topic: string): number {
  const { length } = cluster.findTopicPartitionMetadata(topic);
  if (length === 0) throw new Error(`Nothing is known of ${topic} yet.`);
  return length;
}

import type { InRecord, Kafka, TopicPartition } from '#kafka';

/** All that one partition has now, from an offset on, or the first that are still there. */
export async function readFrom(kafka: Kafka, at: TopicPartition, from: number): Promise<readonly InRecord[]> {
  const reader = await kafka.reader([at.topic]);
  try {
    const records: InRecord[] = [];
    await reader.readToEnd(at, from, (some) => void records.push(...some));
    return records;
  } finally {
    await reader.close();
  }
}

/** Of a topic with one partition. */
export async function readAll(kafka: Kafka, topic: string): Promise<readonly InRecord[]> {
  const [offsets] = await kafka.offsets(topic);
  return offsets && offsets.end > offsets.start ? readFrom(kafka, { topic, partition: 0 }, offsets.start) : [];
}

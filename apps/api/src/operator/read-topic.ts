import type { InRecord, Kafka, PartitionReader, TopicPartition } from '#kafka';

/** Thrown to the reader, and caught here: there is no other way to read less than all. */
class Enough extends Error {}

/** What one partition has from an offset on, so many records at most. */
export async function readSome(
  reader: PartitionReader,
  at: TopicPartition,
  from: number,
  most = Infinity,
): Promise<readonly InRecord[]> {
  const records: InRecord[] = [];
  try {
    await reader.readToEnd(at, from, (some) => {
      records.push(...some);
      if (records.length >= most) throw new Enough();
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return records.slice(0, most);
}

export async function withReader<T>(
  kafka: Kafka,
  topics: readonly string[],
  read: (reader: PartitionReader) => Promise<T>,
): Promise<T> {
  const reader = await kafka.reader(topics);
  try {
    return await read(reader);
  } finally {
    await reader.close();
  }
}

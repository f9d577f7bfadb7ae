import { join } from 'node:path';
import { KAFKA_VERSION, startLocalBroker } from '#kafka';

export interface BenchBroker {
  readonly brokers: string;
  readonly name: string;
  stop(): Promise<void>;
}

/** One that was named, else a fresh one: topics of participants have no prefix, so a used one could disagree. */
export async function brokerFor(brokers: string, dataDir: string, say: (text: string) => void): Promise<BenchBroker> {
  if (brokers) return { brokers, name: 'given', stop: () => Promise.resolve() };
  const broker = await startLocalBroker({ dataDir: join(dataDir, 'kafka'), onProgress: say });
  return { brokers: broker.brokers.join(','), name: `Apache Kafka ${KAFKA_VERSION}`, stop: () => broker.stop() };
}

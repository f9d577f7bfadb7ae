import type { Kafka, TopicPartition } from '../../port.js';

/** Where a rule is tried: topics of its own, and as many clients as it asks for. */
export interface Setting {
  /** A name that nobody else uses. */
  name(of: string): string;
  connect(): Kafka;
}

export interface Rule {
  /** A promise: "{an implementation} …". */
  readonly name: string;
  run(setting: Setting): Promise<void>;
}

/** Closes what a rule has opened, whatever becomes of it. */
export const rule = (name: string, tried: (setting: Setting) => Promise<void>): Rule => ({
  name,
  run: async (setting) => {
    const clients: Kafka[] = [];
    const connect = () => {
      const client = setting.connect();
      clients.push(client);
      return client;
    };
    try {
      await tried({ name: (of) => setting.name(of), connect });
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
  },
});

/** A new topic. */
export async function topicOf(setting: Setting, kafka: Kafka, partitions: number): Promise<string> {
  const topic = setting.name('topic');
  await kafka.ensureTopics([{ topic, partitions, config: { 'cleanup.policy': 'delete' } }]);
  return topic;
}

export const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

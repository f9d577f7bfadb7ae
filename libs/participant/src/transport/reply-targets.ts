import type { Command } from '#contracts';
import type { Kafka } from '#kafka';

type Target = Command['replyTo'];

/**
 * Whether a reply can go where a command says. One forged `replyTo` would make the request that carries the replies of
 * a whole batch fail, again and again.
 */
export class ReplyTargets {
  readonly #kafka: Pick<Kafka, 'describeTopics'>;
  readonly #partitions = new Map<string, number>();

  constructor(kafka: Pick<Kafka, 'describeTopics'>) {
    this.#kafka = kafka;
  }

  knows({ topic, partition }: Target): boolean {
    return partition < (this.#partitions.get(topic) ?? 0);
  }

  /** Asks the broker. @returns whether it is there. */
  async find(target: Target): Promise<boolean> {
    // The characters that a topic's name may have; the broker is not asked for others.
    if (!/^[\w.-]{1,249}$/.test(target.topic)) return false;
    for (const { topic, partitions } of await this.#kafka.describeTopics([target.topic]))
      this.#partitions.set(topic, partitions);
    return this.knows(target);
  }
}

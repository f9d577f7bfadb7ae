import { commandsTopic, DEFAULT_PARTITIONS, engineTopics, participantTopics, topicsOf } from '#contracts';
import { TopicMismatch, type Kafka } from '#kafka';
import type { Environment } from '#runtime';
import { partitionsOf, topicPrefixOf } from './configuration.js';
import type { ParticipantOptions } from './participant-options.js';

/** The participant cannot start; the message says what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/**
 * The topics that a participant reads and writes, created where they are not there. Its commands may have any number
 * of partitions, unless one was asked for: then another number is refused.
 */
export async function ensureParticipantTopics(
  kafka: Kafka,
  options: ParticipantOptions,
  env: Environment,
): Promise<void> {
  const asked = partitionsOf(options, env);
  const prefix = topicPrefixOf(options, env);
  const { catalogue } = topicsOf(prefix);
  try {
    const there = asked === undefined ? await partitionsThere(kafka, options.participant) : undefined;
    const own = participantTopics(options.participant, asked ?? there ?? DEFAULT_PARTITIONS);
    await kafka.ensureTopics([...own, ...engineTopics(prefix).filter(({ topic }) => topic === catalogue)]);
  } catch (error) {
    throw new CannotStart(adviceFor(error as Error, options.participant), { cause: error });
  }
}

async function partitionsThere(kafka: Kafka, participant: string): Promise<number | undefined> {
  const topic = commandsTopic(participant);
  return (await kafka.describeTopics([topic])).find((found) => found.topic === topic)?.partitions;
}

function adviceFor(error: Error, participant: string): string {
  if (error instanceof TopicMismatch) {
    return `Participant ${participant}: ${error.message} The number that is wanted comes from BACKSTEP_PARTITIONS or the option \`partitions\`; without them any number is taken.`;
  }
  return (
    `Participant ${participant} could not reach Kafka or prepare its topics (${error.message}). ` +
    'Is KAFKA_BROKERS right (e.g. localhost:9092), the broker up, and may this user create topics? `npx backstep broker start` starts a local one.'
  );
}

import { engineTopics, participantTopics, topicsOf, type TopicSpec } from '#contracts';
import type { TopicDescription } from '#kafka';
import type { Diagnosis } from './diagnosis.js';

interface Examined {
  readonly prefix: string;
  /** That state machines name. */
  readonly participants: readonly string[];
  readonly there: readonly TopicDescription[];
}

/** Topics as they are against topics as they have to be. */
export function examineTopics({ prefix, participants, there }: Examined): Diagnosis[] {
  const found = new Map(there.map((topic) => [topic.topic, topic]));
  const partitions = found.get(topicsOf(prefix).log)?.partitions;
  const engine = engineTopics(prefix, partitions);
  if (partitions === undefined) {
    const advice = `An orchestrator creates them: \`npx backstep up\`. If one runs already, the prefix is another.`;
    return [{ what: `topics ${prefix}*`, state: 'missing', found: `no ${topicsOf(prefix).log}`, advice }];
  }
  return [
    ...engine.map((spec) => examineEngineTopic(spec, found.get(spec.topic), samePartitions(prefix, spec))),
    ...participants.flatMap((participant) =>
      participantTopics(participant).map((spec) => examineParticipantTopic(spec, found.get(spec.topic), participant)),
    ),
  ];
}

/** Of these the number of partitions decides where an entity lives. */
const samePartitions = (prefix: string, { topic }: TopicSpec): boolean => {
  const { inbox, log, checkpoints } = topicsOf(prefix);
  return [inbox, log, checkpoints].includes(topic);
};

function examineEngineTopic(spec: TopicSpec, found: TopicDescription | undefined, fixed: boolean): Diagnosis {
  const what = spec.topic;
  if (!found)
    return {
      what,
      state: 'wrong',
      found: 'not there',
      advice: 'An orchestrator creates it at its start; may it create topics?',
    };
  if (fixed && found.partitions !== spec.partitions) {
    return {
      what,
      state: 'wrong',
      found: `${found.partitions} partitions, the log has ${spec.partitions}`,
      advice:
        'inbox, log and checkpoints need the same number. Delete the one that is wrong if it is empty, or choose another prefix.',
    };
  }
  return policyOf(spec, found);
}

function examineParticipantTopic(spec: TopicSpec, found: TopicDescription | undefined, participant: string): Diagnosis {
  if (found) return policyOf({ ...spec, partitions: found.partitions }, found);
  return {
    what: spec.topic,
    state: 'wrong',
    found: 'not there',
    advice: `The orchestrator or participant ${participant} creates it at its start; may they create topics?`,
  };
}

function policyOf({ topic: what, config }: TopicSpec, found: TopicDescription): Diagnosis {
  const shown = `${found.partitions} partition${found.partitions > 1 ? 's' : ''}, ${found.config['cleanup.policy'] ?? '?'}`;
  const policy = config['cleanup.policy'];
  if (found.config['cleanup.policy'] !== undefined && found.config['cleanup.policy'] !== policy)
    return { what, state: 'wrong', found: shown, advice: alter(what, 'cleanup.policy', policy!) };
  const retention = found.config['retention.ms'];
  if (config['retention.ms'] === '-1' && retention !== undefined && retention !== '-1') {
    return {
      what,
      state: 'wrong',
      found: `${shown}, deletes after ${retention} ms`,
      advice: `The log is the only truth and is to be kept. ${alter(what, 'retention.ms', '-1')}`,
    };
  }
  const most = config['max.message.bytes'];
  if (most !== undefined && Number(found.config['max.message.bytes'] ?? most) < Number(most)) {
    const size = `${shown}, records of ${found.config['max.message.bytes']} bytes at the most`;
    return { what, state: 'wrong', found: size, advice: alter(what, 'max.message.bytes', most) };
  }
  return { what, state: 'ok', found: shown };
}

const alter = (topic: string, key: string, value: string): string =>
  `kafka-configs.sh --bootstrap-server … --alter --topic ${topic} --add-config ${key}=${value}`;

/** What a topic is created with. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export const DEFAULT_PREFIX = 'backstep.';
export const DEFAULT_PARTITIONS = 12;

const DAY_MS = 86_400_000;
const days = (n: number) => ({ 'cleanup.policy': 'delete', 'retention.ms': String(n * DAY_MS) });
const forEver = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
const compacted = { 'cleanup.policy': 'compact' };
/** Larger than what the engine takes, so that what is too large can be said so; a dead letter has more headers. */
const upTo = (mebibytes: number) => ({ 'max.message.bytes': String(mebibytes * 1_048_576) });

export interface Topics {
  readonly inbox: string;
  readonly log: string;
  readonly checkpoints: string;
  readonly outcomes: string;
  readonly definitions: string;
  readonly catalogue: string;
  readonly replies: string;
  readonly deadLetters: string;
}

/** The names of the engine's own topics. */
export const topicsOf = (prefix: string = DEFAULT_PREFIX): Topics => ({
  inbox: `${prefix}inbox`,
  log: `${prefix}log`,
  checkpoints: `${prefix}checkpoints`,
  outcomes: `${prefix}outcomes`,
  definitions: `${prefix}definitions`,
  catalogue: `${prefix}catalogue`,
  replies: `${prefix}replies`,
  deadLetters: `${prefix}dead-letters`,
});

/**
 * The engine's topics as they have to be. `inbox`, `log` and `checkpoints` have the same number of partitions, fixed
 * at creation: entity *k* is always in partition `hash(k)` of all three.
 */
export function engineTopics(prefix: string = DEFAULT_PREFIX, partitions: number = DEFAULT_PARTITIONS): TopicSpec[] {
  const topics = topicsOf(prefix);
  return [
    { topic: topics.inbox, partitions, config: { ...days(7), ...upTo(4) } },
    { topic: topics.log, partitions, config: { ...forEver, ...upTo(32) } },
    { topic: topics.checkpoints, partitions, config: { ...compacted, ...upTo(32) } },
    { topic: topics.outcomes, partitions, config: { ...days(7), ...upTo(4) } },
    { topic: topics.definitions, partitions: 1, config: { ...compacted, ...upTo(4) } },
    { topic: topics.catalogue, partitions: 1, config: compacted },
    // The engine's answers to the API's processes: each reads all of them from the end on, and waits for its own.
    { topic: topics.replies, partitions: 1, config: { ...days(1 / 24), ...upTo(4) } },
    { topic: topics.deadLetters, partitions: 1, config: { ...days(30), ...upTo(5) } },
  ];
}

/** Topics of participants are not the engine's: they have no prefix. */
export const commandsTopic = (participant: string): string => `${participant}.commands`;
export const deadLettersTopic = (participant: string): string => `${participant}.dead-letters`;

/** The topics of one participant as they have to be. */
export const participantTopics = (participant: string, partitions: number = DEFAULT_PARTITIONS): TopicSpec[] => [
  { topic: commandsTopic(participant), partitions, config: days(7) },
  { topic: deadLettersTopic(participant), partitions: 1, config: days(30) },
];

import {
  commandsTopic,
  deadLettersTopic,
  engineTopics,
  participantTopics,
  topicsOf,
  type TopicSpec,
} from '../topics.js';
import { messageNames } from './schemas.js';

/** One topic, as it is told to whoever writes to it or reads from it. */
export interface Channel {
  readonly name: string;
  readonly spec: TopicSpec;
  readonly title: string;
  readonly description: string;
  /** What the key of a record is. */
  readonly key: string;
  /** Names of the records' schemas. */
  readonly messages: readonly string[];
  /** Name of the headers' schema. */
  readonly headers?: 'TraceHeaders' | 'DeadLetterHeaders';
  /** What Backstep does here. */
  readonly does: readonly ('send' | 'receive')[];
  readonly parameter?: 'participant';
}

/** A topic of each participant; the name stands for his. */
const PARTICIPANT = '{participant}';

export function channelsOf(prefix: string, partitions: number): readonly Channel[] {
  const topics = topicsOf(prefix);
  const specs = [...engineTopics(prefix, partitions), ...participantTopics(PARTICIPANT, partitions)];
  const spec = (topic: string): TopicSpec => specs.find((one) => one.topic === topic)!;
  return [
    {
      name: 'inbox',
      spec: spec(topics.inbox),
      title: 'Messages to the engine',
      description:
        'Each is named after the API operation that it is. Whoever can write here is a client, and a participant answers here: in the partition that his command names in `replyTo`.',
      key: 'The id of the entity that the message is for; of an execution `<state machine>:<name>`. A record in another partition is forwarded',
      messages: messageNames,
      headers: 'TraceHeaders',
      does: ['receive'],
    },
    {
      name: 'log',
      spec: spec(topics.log),
      title: 'The log, the only truth',
      description:
        'One record a decision, and one a take-over of the partition. A decision counts if its epoch and owner are those of the latest marker that counts, and its `seq` is the next: readers skip the others.',
      key: 'The id of the entity; of a marker there is none',
      messages: ['Owner', 'Decision'],
      does: ['send', 'receive'],
    },
    {
      name: 'commands',
      spec: spec(commandsTopic(PARTICIPANT)),
      title: 'Commands to one participant',
      description: 'They come at least once, and an id never takes effect twice; the answer goes to `replyTo`.',
      key: 'The id of the execution',
      messages: ['Command'],
      headers: 'TraceHeaders',
      does: ['send'],
      parameter: 'participant',
    },
    {
      name: 'outcomes',
      spec: spec(topics.outcomes),
      title: 'How executions are and end',
      description: 'The `detail` of EventBridge’s Step Functions Execution Status Change, plus `compensationStatus`.',
      key: 'The id of the execution',
      messages: ['Outcome'],
      does: ['send'],
    },
    {
      name: 'definitions',
      spec: spec(topics.definitions),
      title: 'Revisions of state machines, and what leads to them',
      description: 'Compacted: of each key the last record holds.',
      key: '`<state machine>:<version>` of a revision, `<state machine>` of what leads to its revisions',
      messages: ['Definition', 'StateMachine'],
      does: ['send', 'receive'],
    },
    {
      name: 'catalogue',
      spec: spec(topics.catalogue),
      title: 'What participants can do, and what undoes it',
      description: 'Compacted: of each key the last record holds.',
      key: '`<participant>/<command>`',
      messages: ['CatalogueEntry'],
      does: ['receive'],
    },
    {
      name: 'replies',
      spec: spec(topics.replies),
      title: 'The engine’s answers to messages that ask for one here',
      description: 'Any topic can be named in `replyTo`; this is the one of the HTTP API.',
      key: 'The id of the entity',
      messages: ['Answer'],
      does: ['send', 'receive'],
    },
    {
      name: 'checkpoints',
      spec: spec(topics.checkpoints),
      title: 'Folded state of what is live',
      description: 'The orchestrator’s own; what it says may change with any version. Read the log.',
      key: '`<epoch>/<owner>/` and what it is about',
      messages: ['Checkpoint'],
      does: ['send', 'receive'],
    },
    ...[
      { name: 'deadLetters', topic: topics.deadLetters, whose: 'the engine' },
      { name: 'participantDeadLetters', topic: deadLettersTopic(PARTICIPANT), whose: 'one participant' },
    ].map(({ name, topic, whose }): Channel => ({
      name,
      spec: spec(topic),
      title: `Records that ${whose} could not use`,
      description: 'Value, key and other headers are the original’s, byte for byte.',
      key: 'As it was',
      messages: ['DeadLetter'],
      headers: 'DeadLetterHeaders',
      does: ['send'],
      ...(topic.includes(PARTICIPANT) && { parameter: 'participant' as const }),
    })),
  ];
}

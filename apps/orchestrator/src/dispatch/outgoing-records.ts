import {
  commandsTopic,
  definitionKey,
  entityOf,
  isDefinition,
  participantOf,
  type Answer,
  type Command,
  type DefinitionRecord,
  type Message,
  type Outcome,
  type StateMachineRecord,
} from '#contracts';
import { partitionFor, type OutRecord } from '#kafka';
import type { Settings } from '../configuration.js';
import { NO_HEADERS, type HeadersOf } from '../tracing/traces.js';

type Where = Pick<Settings, 'topics' | 'partitions'>;

/** What one partition's decisions say to others, as records of Kafka. */
export class OutgoingRecords {
  /** Where participants answer. */
  readonly replyTo: { readonly topic: string; readonly partition: number };

  constructor(
    private readonly where: Where,
    private readonly partition: number,
  ) {
    this.replyTo = { topic: where.topics.inbox, partition };
  }

  command(command: Command, headersOf: HeadersOf): OutRecord {
    const topic = commandsTopic(participantOf(command.command));
    const record = { topic, key: command.execution, value: JSON.stringify(command) };
    return withHeaders(record, headersOf(command.taskToken));
  }

  /** To another execution, or to this one: all of them are reached by their inboxes. */
  message(message: Message, headersOf: HeadersOf = NO_HEADERS): OutRecord {
    const { topics, partitions } = this.where;
    const key = entityOf(message);
    if (key === undefined) throw new Error(`${message.type} is for nobody`);
    const partition = partitionFor(key, partitions);
    const record = { topic: topics.inbox, partition, key, value: JSON.stringify(message) };
    // What a task starts is caused by that task.
    return withHeaders(record, headersOf(message.type === 'StartExecution' ? message.caller?.taskToken : undefined));
  }

  outcome(execution: string, outcome: Outcome, headersOf: HeadersOf): OutRecord {
    const record = { topic: this.where.topics.outcomes, key: execution, value: JSON.stringify(outcome) };
    return withHeaders(record, headersOf());
  }

  definition(record: DefinitionRecord | StateMachineRecord): OutRecord {
    const key = isDefinition(record) ? definitionKey(record.name, record.version) : record.name;
    return { topic: this.where.topics.definitions, key, value: JSON.stringify(record) };
  }

  /** @param offset where the last decision that the answer is about stands in the log, or would */
  answer(topic: string, answer: Answer, offset: number): OutRecord {
    const log = { partition: this.partition, offset };
    return { topic, key: answer.id ?? null, value: JSON.stringify({ ...answer, log } satisfies Answer) };
  }
}

const withHeaders = (record: OutRecord, headers: ReturnType<HeadersOf>): OutRecord =>
  headers ? { ...record, headers } : record;

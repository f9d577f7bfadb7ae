import { randomUUID } from 'node:crypto';
import { encode, type MessageOf, type MessageType, type Topics } from '#contracts';
import { AppendFailed, partitionFor, type Kafka, type Producer } from '#kafka';
import { currentTrace, traceHeaders } from '#runtime';
import { isErrorName } from '../step-functions/error-name.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import type { Asks, ResultTo } from './asks.js';
import type { Reached } from './reached.js';
import { Replies } from './replies.js';

export interface InboxOptions {
  readonly topics: Pick<Topics, 'inbox' | 'replies'>;
  readonly views: Reached;
  /** How long an answer may take in all. */
  readonly withinMs: number;
}

/**
 * The way of every change: a record on the inbox, the owner's answer on `replies`, and then the views, so that whoever
 * asks next sees what he did.
 */
export class Inbox implements Asks {
  private constructor(
    private readonly producer: Producer,
    private readonly replies: Replies,
    private readonly partitions: number,
    private readonly options: InboxOptions,
  ) {}

  static async open(kafka: Kafka, options: InboxOptions): Promise<Inbox> {
    const { length: partitions } = await kafka.offsets(options.topics.inbox);
    const replies = await Replies.follow(kafka, options.topics.replies);
    return new Inbox(await kafka.producer({ timeoutMs: options.withinMs }), replies, partitions, options);
  }

  async ask<T extends MessageType>(entity: string, message: MessageOf<T>): Promise<ResultTo<T>> {
    const { topics, withinMs, views } = this.options;
    const end = Date.now() + withinMs;
    const id = randomUUID();
    const answered = this.replies.to(id, withinMs);
    try {
      await this.#send(entity, { ...message, id, replyTo: topics.replies });
    } catch (error) {
      this.replies.forget(id);
      throw error;
    }
    const answer = await answered;
    if (!answer) throw unavailable('Nobody decides on it: is an orchestrator running?');
    if (answer.log && !(await views.reached(answer.log, { timeoutMs: Math.max(1, end - Date.now()) })))
      throw unavailable('It was decided on, but the views are behind.');
    if (answer.error !== undefined) throw refusal(answer.error, answer.message ?? '');
    return answer.result as ResultTo<T>;
  }

  async close(): Promise<void> {
    await Promise.all([this.replies.close(), this.producer.close()]);
  }

  async #send(entity: string, message: object): Promise<void> {
    const partition = partitionFor(entity, this.partitions);
    const trace = currentTrace();
    const record = { topic: this.options.topics.inbox, partition, key: entity, value: encode(message) };
    try {
      await this.producer.send([trace ? { ...record, headers: traceHeaders(trace) } : record]);
    } catch (error) {
      // It may have come through after all; whoever asks again gets the same answer.
      if (error instanceof AppendFailed) throw unavailable('Kafka does not answer.');
      throw error;
    }
  }
}

const unavailable = (message: string) => new StepFunctionsError('ServiceUnavailable', message);

/** What an owner refuses in words that the API does not have is a ValidationException. */
const refusal = (error: string, message: string) =>
  isErrorName(error)
    ? new StepFunctionsError(error, message)
    : new StepFunctionsError('ValidationException', `${error}: ${message}`);

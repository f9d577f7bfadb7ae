import { LIMITS, type Answer, type LogEvent, type Message, type MessageTaken, type Reply } from '#contracts';
import { refusal, type Execution } from '#engine';
import { deadLetter, type InRecord, type OutRecord } from '#kafka';
import { isResource, type Resource } from '#resources';
import type { PartitionState } from '../ownership/partition-state.js';
import type { Refusal } from './after-the-end.js';
import type { Batch, Step } from './step.js';

export interface Surroundings {
  readonly state: PartitionState;
  readonly deadLetters: string;
  now(): number;
}

/** Of the key of a record that nobody can read; our own are shorter. */
const MOST_KEY_BYTES = 1_024;

/**
 * What has been decided so far, written as it goes into the log, and the state that it leaves behind. Nothing of it
 * counts before the log has it.
 */
export class BatchInMaking {
  readonly batch: Batch = { steps: [], beforehand: [], answers: [] };
  readonly #tentative = new Map<string, Execution | Resource | undefined>();
  #at = 0;
  #iso = '';
  #size = 0;
  /** The offset behind the last record that was taken. */
  nextInbox: number;

  constructor(private readonly around: Surroundings) {
    this.nextInbox = around.state.nextInbox;
    this.tick();
  }

  /**
   * The batch may have waited, for a definition that its topic did not have yet: what comes behind that is decided later
   * than what others have decided meanwhile, and says so.
   */
  tick(): void {
    const at = this.around.state.tick(this.around.now());
    if (at <= this.#at) return;
    this.#at = at;
    this.#iso = new Date(at).toISOString();
  }

  /** Epoch milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** Characters of all events so far: a batch is one request, and a topic's records have a limit. */
  get size(): number {
    return this.#size;
  }

  get decisions(): number {
    return this.batch.steps.length;
  }

  execution(entity: string): Execution | undefined {
    const tentative = this.#tentative.get(entity);
    if (tentative) return isResource(tentative) ? undefined : tentative;
    return this.around.state.executions.get(entity)?.execution;
  }

  resource(entity: string): Resource | undefined {
    const tentative = this.#tentative.get(entity);
    if (tentative) return isResource(tentative) ? tentative : undefined;
    return this.around.state.resources.get(entity)?.resource;
  }

  /** It has been read back from the log. */
  found(entity: string, execution: Execution): void {
    this.#tentative.set(entity, execution);
  }

  step(
    entity: string,
    events: readonly LogEvent[],
    after: Step['after'],
    over: boolean,
    more: Pick<Step, 'before' | 'deadLetter' | 'taken'> = {},
  ): void {
    const written = this.#written(more.taken ? [...events, more.taken] : events);
    const draft = { entity, nextInbox: this.nextInbox, at: this.#iso, events: written };
    this.batch.steps.push({ draft, events, after, over, at: this.#at, ...more });
    if (after) this.#tentative.set(entity, after);
  }

  /**
   * What a task of another execution is told is a fact on the log, as it has to be told whoever dies. It stands before
   * what was decided, and passes nothing by: without that it would have been told too early only.
   */
  accepted({ offset }: InRecord, { message, entity, reply, first, taken }: Accepted): void {
    const { type: messageType, id } = message;
    const events = [{ type: 'MessageAccepted', messageType, ...(id !== undefined && { id }), offset, reply } as const];
    const decided = this.decisions > first;
    const nextInbox = taken ? this.nextInbox : decided ? offset : offset + 1;
    const draft = { entity, nextInbox, at: this.#iso, events: this.#written(events) };
    this.batch.steps.splice(first, 0, { draft, events, after: undefined, over: false, at: this.#at });
  }

  /** The refusal is a fact on the log. One that follows from the state of an entity has its dead letter with it. */
  rejected(record: InRecord, refused: Refusal, message?: Message, entity?: string): void {
    const { error } = refused;
    const cause = shortened(refused.cause);
    const { type: messageType, id } = message ?? {};
    const event = { type: 'MessageRejected' as const, offset: record.offset, error, cause };
    const reply = message && refusal(message, { ...refused, cause });
    const rejected = {
      ...event,
      ...(messageType ? { messageType } : {}),
      ...(id === undefined ? {} : { id }),
      ...(reply && { reply }),
    };
    const about = entity ?? record.key?.toString('utf8', 0, MOST_KEY_BYTES) ?? '';
    // Who asked is told; what nobody waits for is kept for a person.
    const asked = message?.replyTo !== undefined || reply !== undefined;
    const letter = entity === undefined || asked ? undefined : this.deadLetter(record, refused);
    this.step(about, [rejected], undefined, false, letter && { deadLetter: letter });
    if (message) this.answer(message, { error, message: cause, ...(entity === undefined ? {} : { entity }) });
  }

  answer({ id, replyTo }: Message, answer: Omit<Answer, 'at' | 'id'>): void {
    if (replyTo === undefined) return;
    this.batch.answers.push({
      topic: replyTo,
      answer: { ...(id === undefined ? {} : { id }), ...answer, at: this.#iso },
      decisions: this.decisions,
    });
  }

  deadLetter(record: InRecord, { error, cause }: Refusal): OutRecord {
    return deadLetter(record, { error, reason: shortened(cause) }, this.around.deadLetters, this.#at);
  }

  #written(events: readonly LogEvent[]): string {
    const json = JSON.stringify(events);
    this.#size += json.length;
    return json;
  }
}

export interface Accepted {
  readonly message: Message;
  readonly entity: string;
  readonly reply: Reply;
  /** Where its steps begin in the batch. */
  readonly first: number;
  /** It was passed by before. */
  readonly taken: MessageTaken | undefined;
}

const shortened = (cause: string): string =>
  cause.length > LIMITS.causeLength ? `${cause.slice(0, LIMITS.causeLength - 1)}…` : cause;

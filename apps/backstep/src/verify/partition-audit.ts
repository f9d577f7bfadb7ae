import {
  follow,
  isEnd,
  isMarker,
  NOBODY,
  type Current,
  type Decision,
  type EventOf,
  type ExecutionEvent,
  type LogEvent,
  type LogRecord,
  type StateMachineEvent,
} from '#contracts';
import { evolve, isOver, newExecution, type EndedExecution, type Execution } from '#engine';
import { partitionFor } from '#kafka';
import { callsForFact, isAnsweredBy, needsMessage, type Known } from './calls-for.js';
import type { Declared } from './declared.js';
import { digestOf } from './digest.js';
import type { Finding, Place, Report, Rule } from './finding.js';
import type { InboxMessage } from './inbox-message.js';
import { contradiction } from './story.js';

/** One partition's inbox, as far as it is retained and read. */
export interface Inbox {
  readonly start: number;
  readonly end: number;
  at(offset: number): InboxMessage | undefined;
}

export type Scheduled = EventOf<'TaskScheduled' | 'CompensationScheduled'>;

/** What an audit of the log tells those of the other topics. */
export interface Consequences {
  /** A counting decision has scheduled a command. */
  command(execution: string, event: Scheduled, at: number): void;
  started(execution: string, at: number): void;
  ended(execution: EndedExecution, at: number): void;
  defined(event: StateMachineEvent, at: number): void;
}

export interface Audited {
  readonly topic: string;
  readonly inboxTopic: string;
  readonly partition: number;
  readonly partitions: number;
  readonly inbox: Inbox;
  readonly declared: (stateMachine: string, version: number) => Declared | undefined;
  /** For how long an ended execution's name is refused. */
  readonly rememberMs: number;
}

export interface Tally {
  markers: number;
  decisions: number;
  void: number;
  messages: number;
  rejected: number;
  forwarded: number;
}

/**
 * Follows one partition of the log next to its inbox, record by record, and reports whatever contradicts the rules. Of
 * an execution that has ended it keeps its end alone.
 */
export class PartitionAudit {
  readonly tally: Tally = { markers: 0, decisions: 0, void: 0, messages: 0, rejected: 0, forwarded: 0 };
  readonly open = new Map<string, Execution>();
  readonly ended = new Map<string, number>();
  /** Inbox records of executions of other partitions: where their copy has to be. */
  readonly forwards: { readonly offset: number; readonly partition: number; readonly digest: string }[] = [];
  readonly #machines = new Map<string, string>();
  /** Executions of which one thing is wrong already: what follows from it is not reported. */
  readonly #broken = new Set<string>();
  #current: Current = NOBODY;
  #inGap = false;
  #nextInbox = 0;
  #at = 0;
  #passed = 0;

  constructor(
    private readonly audited: Audited,
    private readonly tell: Consequences,
    private readonly report: Report,
    /** The log's first records are gone: nothing counts before a marker, and executions may begin in the middle. */
    private readonly truncated = false,
  ) {
    this.#passed = audited.inbox.start;
  }

  /** The inbox offset up to which the log has decided. */
  get nextInbox(): number {
    return this.#nextInbox;
  }

  record(offset: number, record: LogRecord): void {
    const next = follow(this.#current, record);
    if (!next) return this.#skip(offset, record);
    this.#current = next;
    this.#inGap = false;
    if (isMarker(record)) {
      this.tally.markers++;
      return;
    }
    this.tally.decisions++;
    this.#decision(offset, record);
  }

  unreadable(offset: number, cause: string): void {
    this.#find('LOG_RECORD', `The record is neither a marker nor a decision: ${cause}`, offset);
  }

  /**
   * Once everything is read.
   * @returns how many messages behind the last decision wait for one; of the others it is not told when they were taken.
   */
  finish(): number {
    this.#passTo(this.#nextInbox);
    let waiting = 0;
    for (let offset = Math.max(this.#passed, this.#nextInbox); offset < this.audited.inbox.end; offset++) {
      const message = this.audited.inbox.at(offset);
      if (message?.kind === 'ELSEWHERE') this.forwards.push(message);
      else if (message && this.#waits(message)) waiting++;
    }
    return waiting;
  }

  #skip(offset: number, record: LogRecord): void {
    this.tally.void++;
    const { epoch, owner, seq } = this.#current;
    if (isMarker(record) || this.#inGap || record.epoch !== epoch || record.owner !== owner || record.seq <= seq)
      return;
    this.#inGap = true;
    const missing = record.seq === seq + 2 ? `Decision ${seq + 1} is` : `Decisions ${seq + 1} to ${record.seq - 1} are`;
    this.#find('LOG_GAP', `${missing} missing before decision ${record.seq} of epoch ${epoch}.`, offset);
  }

  #decision(offset: number, { entity, events, nextInbox, at }: Decision): void {
    const time = Date.parse(at);
    if (time < this.#at)
      this.#find('TIME', `The decision is of ${at}, earlier than the one before it.`, offset, entity);
    this.#at = Math.max(this.#at, time);
    const first = events[0];
    if (!first) return this.#find('LOG_RECORD', 'The decision decides nothing.', offset, entity);
    this.#inboxGoesOn(offset, entity, nextInbox);
    this.#causeOf(offset, entity, nextInbox, first);
    if (first.type === 'MessageRejected') this.tally.rejected++;
    else this.#home(offset, entity);
    const where = { offset, entity, nextInbox, at: time };
    for (const event of events) this.#event(event, where);
  }

  #inboxGoesOn(offset: number, entity: string, nextInbox: number): void {
    const { inbox } = this.audited;
    if (nextInbox < this.#nextInbox)
      this.#find('NEXT_INBOX', `The inbox goes back from ${this.#nextInbox} to ${nextInbox}.`, offset, entity);
    if (nextInbox > inbox.end)
      this.#find('NEXT_INBOX', `The inbox is read up to ${nextInbox}, but ends at ${inbox.end}.`, offset, entity);
  }

  /** Which message the decision answers, if any; the messages before it have passed without a word. */
  #causeOf(offset: number, entity: string, nextInbox: number, first: LogEvent): void {
    const { inbox } = this.audited;
    let answers = false;
    if (nextInbox > this.#nextInbox) {
      this.#passTo(nextInbox - 1);
      const message = inbox.at(nextInbox - 1);
      answers = message !== undefined && isAnsweredBy(message, first) && isFor(message, entity);
      if (answers) this.tally.messages++;
      else if (message) this.#pass(message);
      this.#passed = nextInbox;
      this.#nextInbox = nextInbox;
      const known = nextInbox - 1 >= inbox.start && nextInbox <= inbox.end && message !== undefined;
      if (!answers && known && needsMessage(first)) this.#invented(offset, entity, first, message);
    } else if (nextInbox - 1 >= inbox.start && needsMessage(first)) this.#invented(offset, entity, first, undefined);
  }

  #invented(offset: number, entity: string, first: LogEvent, message: InboxMessage | undefined): void {
    const stands = message
      ? `${'type' in message ? message.type : message.kind} stands there`
      : 'it was answered before';
    this.#find('INVENTED', `${first.type} answers no message of the inbox: ${stands}.`, offset, entity);
  }

  #passTo(offset: number): void {
    for (; this.#passed < Math.min(offset, this.audited.inbox.end); this.#passed++) {
      const message = this.audited.inbox.at(this.#passed);
      if (message) this.#pass(message);
    }
  }

  /** A message that no decision speaks of: is that all right? */
  #pass(message: InboxMessage): void {
    this.tally.messages++;
    if (message.kind === 'ELSEWHERE') {
      this.tally.forwarded++;
      this.forwards.push(message);
    } else if (this.#waits(message)) {
      const { what, execution } = wordsFor(message);
      this.#unanswered(message, `${what} was neither answered nor rejected.`, execution);
    }
  }

  /** Whether a message has to leave a fact or a rejection as things are. */
  #waits(message: Exclude<InboxMessage, { kind: 'ELSEWHERE' }>): boolean {
    if (message.kind === 'POISON') return true;
    if (message.kind === 'DEFINITION') {
      const known = this.#machines.get(message.entity);
      return known === undefined ? !this.truncated : known !== digestOf(message.definition);
    }
    if (this.#broken.has(message.entity)) return false;
    const known = this.#known(message.entity);
    return known !== undefined && callsForFact(known, message);
  }

  #known(entity: string): Known | undefined {
    if (this.ended.has(entity)) return 'OVER';
    return this.open.get(entity) ?? (this.truncated ? undefined : newExecution(entity));
  }

  #event(event: LogEvent, where: Where): void {
    switch (event.type) {
      case 'MessageRejected':
        return;
      case 'StateMachineCreated':
      case 'StateMachineUpdated':
        this.#machines.set(event.name, digestOf(event.definition));
        return this.tell.defined(event, where.at);
      case 'ExecutionStarted':
        return this.#start(event, where);
      default:
        return this.#happens(event, where);
    }
  }

  #start(event: Extract<LogEvent, { type: 'ExecutionStarted' }>, where: Where): void {
    const { entity, at, offset } = where;
    const stopped = this.ended.get(entity);
    if (stopped !== undefined && at - stopped < this.audited.rememberMs)
      return this.#break('AFTER_END', 'It was started again after its end.', where);
    if (this.open.has(entity)) return this.#break('STORY', 'It was started twice.', where);
    if (entity !== `${event.stateMachine}:${event.name}`)
      this.#find('STORY', `It was started as ${event.stateMachine}:${event.name}.`, offset, entity);
    if (!this.audited.declared(event.stateMachine, event.version))
      this.#find('DEFINITION', `Version ${event.version} of ${event.stateMachine} is on no topic.`, offset, entity);
    this.ended.delete(entity);
    this.#broken.delete(entity);
    this.open.set(entity, evolve(newExecution(entity), event, at));
    this.tell.started(entity, at);
  }

  #happens(event: Exclude<ExecutionEvent, { type: 'ExecutionStarted' }>, where: Where): void {
    const { entity } = where;
    const before = this.open.get(entity);
    if (this.#broken.has(entity)) return this.#follow(before, event, where);
    if (!before || before.status !== 'RUNNING') return this.#outsideItsLife(event, where);
    const setting = { declared: this.#declared(before), killed: this.#wasKilled(where) };
    const doubt = contradiction(before, event, setting);
    if (doubt)
      this.#break(doubt.rule, `${event.type}${nameOf(event)} contradicts what came before: ${doubt.says}.`, where);
    this.#follow(before, event, where);
  }

  #outsideItsLife(event: ExecutionEvent, where: Where): void {
    if (event.type === 'ExecutionNeedsAttention') return;
    if (this.ended.has(where.entity)) return this.#break('AFTER_END', `${event.type} came after its end.`, where);
    if (this.truncated) return;
    this.#break('STORY', `${event.type} came before its start.`, where);
  }

  #follow(before: Execution | undefined, event: ExecutionEvent, where: Where): void {
    if (before?.status !== 'RUNNING') return;
    const { entity, at } = where;
    try {
      const after = evolve(before, event, at);
      if (!isOver(after)) {
        this.open.set(entity, after);
        if (event.type === 'TaskScheduled' || event.type === 'CompensationScheduled')
          this.tell.command(entity, event, at);
        return;
      }
      this.open.delete(entity);
      this.ended.set(entity, at);
      if (isEnd(event)) this.tell.ended(after, at);
    } catch (error) {
      this.#break('STORY', `${event.type} does not fold: ${(error as Error).message}.`, where);
    }
  }

  #declared(execution: Execution): Declared | undefined {
    return execution.status === 'NEW' ? undefined : this.audited.declared(execution.stateMachine, execution.version);
  }

  /** A kill is said on the inbox alone; where that is no longer retained, nobody can tell. */
  #wasKilled({ nextInbox }: Where): boolean {
    const { inbox } = this.audited;
    if (nextInbox - 1 < inbox.start) return true;
    const message = inbox.at(nextInbox - 1);
    return message?.kind === 'CONTROL' && message.message.type === 'StopExecution' && message.message.undo === false;
  }

  #home(offset: number, entity: string): void {
    const { partition, partitions } = this.audited;
    const home = partitionFor(entity, partitions);
    if (home !== partition) this.#find('PARTITION', `${entity} belongs to partition ${home}.`, offset, entity);
  }

  #unanswered({ offset }: InboxMessage, says: string, execution?: string): void {
    const { inboxTopic: topic, partition } = this.audited;
    this.report({ rule: 'MESSAGE', says, topic, partition, offset, ...(execution && { execution }) });
  }

  #break(rule: Rule, says: string, { offset, entity }: Where): void {
    this.#broken.add(entity);
    this.#find(rule, says, offset, entity);
  }

  #find(rule: Rule, says: string, offset: number, entity?: string): void {
    const { topic, partition } = this.audited;
    const place: Place = { topic, partition, offset };
    const finding: Finding = { rule, says, ...place, ...(entity && { execution: entity }) };
    this.report(finding);
  }
}

interface Where {
  readonly offset: number;
  readonly entity: string;
  readonly nextInbox: number;
  readonly at: number;
}

function wordsFor(message: Exclude<InboxMessage, { kind: 'ELSEWHERE' }>): { what: string; execution?: string } {
  switch (message.kind) {
    case 'POISON':
      return { what: `A record that cannot be read (${message.because})` };
    case 'DEFINITION':
      return { what: `${message.type} of ${message.entity}` };
    case 'REPLY':
      return {
        what: `${message.type} for ${message.token.state}/${message.token.visit}`,
        execution: message.entity,
      };
    default:
      return { what: message.type, execution: message.entity };
  }
}

const isFor = (message: InboxMessage, entity: string): boolean => !('entity' in message) || message.entity === entity;

const nameOf = (event: ExecutionEvent): string =>
  'state' in event ? ` of ${event.state}/${event.visit}${'attempt' in event ? `, attempt ${event.attempt},` : ''}` : '';

import {
  follow,
  isAboutMessage,
  isMarker,
  isRegistryEvent,
  NOBODY,
  type Current,
  type Decision,
  type LogEvent,
  type LogRecord,
  type MessageAccepted,
  type MessageEvent,
  type MessageRejected,
} from '#contracts';
import { partitionFor } from '#kafka';
import { askerOf, callsForFact, isAnsweredBy, needsMessage } from './calls-for.js';
import type { Declared } from './declared.js';
import type { Finding, Place, Report, Rule } from './finding.js';
import type { InboxMessage } from './inbox-message.js';
import { InboxWalk, wordsFor, type HereMessage, type Inbox } from './inbox-walk.js';
import { Lives, type Consequences, type Where } from './lives.js';
import { ResourceLives, type ResourceConsequences } from './resource-lives.js';

/** What an audit of the log tells those of the other topics. */
export type PartitionConsequences = Consequences & ResourceConsequences;

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
  readonly walk: InboxWalk;
  readonly #tally = { markers: 0, decisions: 0, void: 0, rejected: 0 };
  readonly lives: Lives;
  readonly #resources: ResourceLives;
  #current: Current = NOBODY;
  #inGap = false;
  #nextInbox = 0;
  #at = 0;
  /** Messages that were passed by and wait for their execution to be read back, by their offsets. */
  readonly #deferred = new Map<number, string>();

  constructor(
    private readonly audited: Audited,
    private readonly tell: PartitionConsequences,
    private readonly report: Report,
    /** The log's first records are gone: nothing counts before a marker, and executions may begin in the middle. */
    private readonly truncated = false,
  ) {
    this.walk = new InboxWalk(audited.inbox, {
      waits: (message) => this.#waits(message),
      lost: (message) => this.#lost(message),
    });
    const find = (rule: Rule, says: string, offset: number, entity: string) => this.#find(rule, says, offset, entity);
    this.#resources = new ResourceLives({ truncated, tell, find });
    this.lives = new Lives({
      declared: audited.declared,
      rememberMs: audited.rememberMs,
      truncated,
      wasKilled: (where) => this.#wasKilled(where),
      tell,
      find,
    });
  }

  get tally(): Tally {
    const { messages, forwarded } = this.walk;
    return { ...this.#tally, messages, forwarded };
  }

  /** The inbox offset up to which the log has decided. */
  get nextInbox(): number {
    return this.#nextInbox;
  }

  get partition(): number {
    return this.audited.partition;
  }

  /** The time of the last decision, epoch milliseconds. */
  get at(): number {
    return this.#at;
  }

  record(offset: number, record: LogRecord): void {
    const next = follow(this.#current, record);
    if (!next) return this.#skip(offset, record);
    this.#current = next;
    this.#inGap = false;
    if (isMarker(record)) {
      this.#tally.markers++;
      return;
    }
    this.#tally.decisions++;
    this.#decision(offset, record);
  }

  unreadable(offset: number, cause: string): void {
    this.#find('LOG_RECORD', `The record is neither a marker nor a decision: ${cause}`, offset);
  }

  /**
   * Once everything is read.
   * @returns how many messages wait for a decision.
   */
  finish(): number {
    this.walk.passTo(this.#nextInbox);
    return this.walk.waiting(this.#nextInbox) + this.#deferred.size;
  }

  #skip(offset: number, record: LogRecord): void {
    this.#tally.void++;
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
    if (first.type === 'MessageRejected') this.#tally.rejected++;
    else this.#home(offset, entity);
    const where = { offset, entity, nextInbox, at: time };
    for (const event of events) this.#event(event, where);
    if (first.type === 'ExecutionRedriven' && first.scopes !== undefined && !events.some(isTaken))
      this.#find('INVENTED', 'It came back from its end, and nobody has asked for that.', offset, entity);
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
    const { inbox } = this.walk;
    const isOfDeferred = isAboutMessage(first) && this.#deferred.get(first.offset) === entity;
    if (nextInbox <= this.#nextInbox) {
      if (nextInbox > inbox.start && needsMessage(first) && !isOfDeferred)
        this.#invented(offset, entity, first, undefined);
      return;
    }
    // Of what was taken before the first decision that is still there nothing is known.
    if (this.truncated && this.#nextInbox === 0) this.walk.skipTo(nextInbox - 1);
    this.#nextInbox = nextInbox;
    // What it answers was passed by long ago.
    if (isOfDeferred) return this.walk.passTo(nextInbox);
    const { message, answers } = this.walk.take(
      nextInbox - 1,
      (it) => isAnsweredBy(it, first) && (!('entity' in it) || it.entity === entity),
    );
    if (!answers && message && needsMessage(first)) this.#invented(offset, entity, first, message);
  }

  #invented(offset: number, entity: string, first: LogEvent, message: InboxMessage | undefined): void {
    const stands = message
      ? `${'type' in message ? message.type : message.kind} stands there`
      : 'it was answered before';
    this.#find('INVENTED', `${first.type} answers no message of the inbox: ${stands}.`, offset, entity);
  }

  /** Whether a message has to leave a fact or a rejection as things are. */
  #waits(message: HereMessage): boolean {
    if (message.kind === 'POISON') return true;
    if (message.kind === 'RESOURCE') return this.#resources.waits(message.entity, message.message);
    const known = this.lives.known(message.entity);
    return known !== undefined && callsForFact(known, message);
  }

  #event(event: LogEvent, where: Where): void {
    if (isRegistryEvent(event)) return this.#resources.happens(event, where);
    if (isAboutMessage(event)) return this.#aboutMessage(event, where);
    switch (event.type) {
      case 'ExecutionStarted':
        return this.lives.start(event, where);
      default:
        return this.lives.happens(event, where);
    }
  }

  #aboutMessage(event: MessageEvent, where: Where): void {
    const { entity } = where;
    const { type, offset } = event;
    if (type === 'MessageDeferred') return void this.#deferred.set(offset, entity);
    const waited = this.#deferred.get(offset) === entity;
    if (type === 'MessageTaken') {
      if (!waited && !this.truncated)
        this.#find('INVENTED', 'It takes a message that does not wait.', where.offset, entity);
    } else this.#told(event, where, waited);
    if (type !== 'MessageAccepted') this.#deferred.delete(offset);
  }

  /** A caller is told of the message that is decided now, or was: nobody else is told anything. */
  #told(
    { type, offset: of, reply }: MessageAccepted | MessageRejected,
    { offset, entity, nextInbox, at }: Where,
    waited: boolean,
  ): void {
    if (!reply) return;
    this.tell.message(reply, at);
    const { inbox } = this.walk;
    const isNow = waited || nextInbox === of + 1 || (type === 'MessageAccepted' && nextInbox === of);
    if (!isNow || of < inbox.start) {
      if (!isNow) this.#find('INVENTED', `${type} speaks of a message that is not decided now.`, offset, entity);
      return;
    }
    const message = inbox.at(of);
    if (message && message.kind !== 'POISON' && askerOf(message) !== reply.taskToken)
      this.#find('INVENTED', `${type} tells somebody who has sent no such message.`, offset, entity);
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

  #lost(message: HereMessage): void {
    const { inboxTopic: topic, partition } = this.audited;
    const { what, execution } = wordsFor(message);
    const says = `${what} was neither answered nor rejected.`;
    const { offset } = message;
    this.report({ rule: 'MESSAGE', says, topic, partition, offset, ...(execution && { execution }) });
  }

  #find(rule: Rule, says: string, offset: number, entity?: string): void {
    const { topic, partition } = this.audited;
    const place: Place = { topic, partition, offset };
    const finding: Finding = { rule, says, ...place, ...(entity && { execution: entity }) };
    this.report(finding);
  }
}

const isTaken = ({ type }: LogEvent): boolean => type === 'MessageTaken';

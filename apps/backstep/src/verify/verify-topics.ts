import {
  command,
  commandsTopic,
  decode,
  definitionsRecord,
  isMarker,
  logRecord,
  outcome,
  type LogRecord,
} from '#contracts';
import type { InRecord, Kafka, Offsets, PartitionReader } from '#kafka';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { Audit, type AuditOptions, type Summary } from './audit.js';
import type { Finding, Place } from './finding.js';
import { readInbox } from './inbox-message.js';
import type { PartitionAudit } from './partition-audit.js';
import { RetainedInbox } from './retained-inbox.js';

export interface Verified {
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
}

export interface VerifyOptions extends Omit<AuditOptions, 'partitions'> {
  readonly kafka: Kafka;
  readonly progress: (text: string) => void;
}

/** Partitions that are read at the same time; a partition's inbox is in memory while its log is read. */
const AT_ONCE = 4;

/** Reads the topics, and nothing else, in the order that `Audit` asks for. */
export async function verifyTopics(options: VerifyOptions): Promise<Verified> {
  return new Verification(options).run();
}

class Verification {
  readonly #notes: string[] = [];
  #audit!: Audit;
  #reader!: PartitionReader;
  #commandTopics: string[] = [];
  readonly #ends = new Map<string, number>();

  constructor(private readonly options: VerifyOptions) {}

  async run(): Promise<Verified> {
    const { kafka, prefix, progress } = this.options;
    const partitions = await this.#partitions();
    this.#audit = new Audit({ ...this.options, partitions });
    const { topics } = this.#audit;
    const own = [topics.definitions, topics.outcomes, topics.inbox, topics.log];
    const there = new Set((await kafka.describeTopics(own)).map(({ topic }) => topic));
    for (const topic of own) if (!there.has(topic)) throw missing(topic, prefix);
    this.#reader = await kafka.reader(own);
    progress('Reading definitions, commands and outcomes');
    await this.#readDefinitions();
    const commands = await this.#readCommands();
    const outcomes = await this.#readOutcomes();
    let done = 0;
    const log = await kafka.offsets(topics.log);
    await inTurns(log, AT_ONCE, async ({ start }, partition) => {
      await this.#readPartition(partition, start);
      progress(`Read ${(done += 1)} of ${partitions} partitions`);
    });
    await this.#checkForwards();
    await this.#checkMessages();
    this.#commandTopics = await this.#topicsOfParticipants();
    await this.#readCommands();
    await this.#readOutcomes();
    const messages = !this.#notes.includes(EXPIRED);
    const complete = { log: log.every(({ start }) => start === 0), commands, outcomes, messages };
    if (!complete.log)
      this.#notes.push('The log does not begin at offset 0: what was decided before it is not checked.');
    const summary = this.#audit.finish(Date.now(), complete);
    await this.#reader.close();
    return { findings: this.#audit.findings, summary, notes: this.#notes };
  }

  async #partitions(): Promise<number> {
    const { kafka, prefix } = this.options;
    const [found] = await kafka.describeTopics([`${prefix}log`]);
    if (!found) throw missing(`${prefix}log`, prefix);
    return found.partitions;
  }

  async #readDefinitions(): Promise<void> {
    const { definitions, topics } = this.#audit;
    await this.#readOn(topics.definitions, (record, place) => {
      const decoded = decode(definitionsRecord, textOf(record));
      if (decoded.ok) definitions.read(decoded.value, place);
      else definitions.unreadable(decoded.cause, place);
    });
    this.#commandTopics = await this.#topicsOfParticipants();
  }

  /** Of every participant that a definition names, or that a decision has sent a command to. */
  async #topicsOfParticipants(): Promise<string[]> {
    const { definitions, commands } = this.#audit;
    const wanted = [...definitions.participants, ...commands.participants].map(commandsTopic);
    const found = await this.options.kafka.describeTopics([...new Set(wanted)]);
    return found.map(({ topic }) => topic);
  }

  /** @returns whether the topics are there from their beginning. */
  async #readCommands(): Promise<boolean> {
    const { commands } = this.#audit;
    let complete = true;
    for (const topic of this.#commandTopics) {
      const whole = await this.#readOn(topic, (record, place) => {
        const decoded = decode(command, textOf(record));
        if (decoded.ok) commands.sent(decoded.value, place);
        else commands.unreadable(decoded.cause, place);
      });
      complete &&= whole;
    }
    return complete;
  }

  async #readOutcomes(): Promise<boolean> {
    const { outcomes, topics } = this.#audit;
    return this.#readOn(topics.outcomes, (record, place) => {
      const decoded = decode(outcome, textOf(record));
      const key = record.key?.toString('utf8');
      if (decoded.ok && key !== undefined) outcomes.announced(key, decoded.value, place);
      else outcomes.unreadable(decoded.ok ? 'it has no key' : decoded.cause, place);
    });
  }

  async #readPartition(partition: number, logStart: number): Promise<void> {
    const { topics } = this.#audit;
    const inbox = await this.#readInbox(partition);
    const audit = this.#audit.partition(partition, inbox, logStart > 0);
    await this.#reader.readToEnd({ topic: topics.log, partition }, logStart, async (records) => {
      for (const record of records) {
        const decoded = decode(logRecord, textOf(record));
        if (!decoded.ok) {
          audit.unreadable(record.offset, decoded.cause);
          continue;
        }
        const read: LogRecord = decoded.value;
        // What was decided meanwhile has messages that were not read yet.
        if (!isMarker(read) && read.nextInbox > inbox.end) await inbox.readOn();
        audit.record(record.offset, read);
      }
    });
    this.#finishPartition(audit, inbox, partition);
  }

  async #readInbox(partition: number): Promise<RetainedInbox> {
    const { kafka } = this.options;
    const { inbox: topic, log } = this.#audit.topics;
    const all = await kafka.offsets(topic);
    const start = (all[partition] as Offsets).start;
    const partitions = (await kafka.offsets(log)).length;
    const inbox = new RetainedInbox(start, (from, onRecords) =>
      this.#reader.readToEnd({ topic, partition }, from, (records) => {
        for (const record of records) onRecords(readInbox(record, partitions));
      }),
    );
    await inbox.readOn();
    return inbox;
  }

  readonly #forwards: Forward[] = [];

  #finishPartition(audit: PartitionAudit, inbox: RetainedInbox, partition: number): void {
    if (inbox.start > 0 && !this.#notes.includes(EXPIRED)) this.#notes.push(EXPIRED);
    const undecided = audit.finish();
    if (undecided > 0) this.#notes.push(`Partition ${partition}: ${undecided} messages are not decided yet.`);
    this.#audit.undecided(partition, undecided);
    const { nextInbox } = audit;
    const { forwards } = audit.walk;
    this.#forwards.push(...forwards.map((it) => ({ ...it, from: partition, passed: it.offset < nextInbox })));
  }

  /** Rare enough to read the partitions again that something was forwarded to. */
  async #checkForwards(): Promise<void> {
    for (const to of new Set(this.#forwards.map(({ partition }) => partition))) {
      const inbox = await this.#readInbox(to);
      const there = new Set(inbox.digests());
      for (const { offset, digest, partition, from, passed } of this.#forwards)
        if (passed && partition === to && !there.has(digest)) this.#audit.lostOnTheWay(from, offset, to);
    }
  }

  /** What decisions sent to executions may have come to partitions that were read before. */
  async #checkMessages(): Promise<void> {
    const { messages } = this.#audit;
    for (const to of messages.open) messages.seen(to, (await this.#readInbox(to)).digests());
  }

  /** What has come since the last time, of all partitions. */
  async #readOn(topic: string, onRecord: (record: InRecord, place: Place) => void): Promise<boolean> {
    const { kafka } = this.options;
    const own = this.#commandTopics.includes(topic) ? await kafka.reader([topic]) : this.#reader;
    const offsets = await kafka.offsets(topic);
    await inTurns(offsets, AT_ONCE, async ({ start }, partition) => {
      const key = `${topic}/${partition}`;
      const end = await own.readToEnd({ topic, partition }, this.#ends.get(key) ?? start, (records) => {
        for (const record of records) onRecord(record, { topic, partition, offset: record.offset });
      });
      this.#ends.set(key, end);
    });
    if (own !== this.#reader) await own.close();
    return offsets.every(({ start }) => start === 0);
  }
}

interface Forward {
  readonly offset: number;
  /** Where it belongs, and where it stands. */
  readonly partition: number;
  readonly from: number;
  readonly digest: string;
  /** A later decision says that it was taken. */
  readonly passed: boolean;
}

const EXPIRED = 'The inbox does not begin at offset 0: messages that have expired are not checked.';

const missing = (topic: string, prefix: string): Stop =>
  new Stop(
    EXIT.REFUSED,
    `There is no topic ${topic} on this broker, so there is nothing to verify.`,
    `Is the prefix "${prefix}" right (--prefix)? An orchestrator creates the topics: \`npx backstep up\`.`,
  );

const textOf = ({ value }: InRecord): string | undefined => value?.toString('utf8');

/** So many at the same time, in order. */
async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

import { decode, follow, isMarker, logRecord, type Current, type Decision } from '#contracts';
import type { InRecord, PartitionReader, TopicPartition } from '../port.js';
import type { LogWriter } from './log-writer.js';

/** Somebody else owns the partition now, or the fate of an append is unknown: drop its state and begin again. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** Where a reader stands: what is current behind the last record it knows, and the offset of the next. */
export interface LogPosition {
  readonly offset: number;
  readonly current: Current;
}

/** A decision before it has its owner's number. */
export interface Draft {
  readonly entity: string;
  readonly nextInbox: number;
  readonly at: string;
  /** The events as JSON: written once, so that a batch's size is known before it is appended. */
  readonly events: string;
}

/** Called for each decision that counts, in the order of the log. */
export type OnDecision = (decision: Decision, offset: number) => void;

export interface TakeOver {
  readonly at: TopicPartition;
  /** A fresh random id for each attempt. */
  readonly owner: string;
  /** Where the fold begins: offset 0 with nobody, or a checkpoint's position. */
  readonly from: LogPosition;
  readonly onDecision: OnDecision;
}

const text = (record: InRecord) => record.value?.toString('utf8');

/**
 * One partition of the log in the hands of its owner. Keeps the owner's rules O1, O5 and O7; a `Fenced` from any method
 * is O8: whoever holds this drops it and takes over again.
 *
 * 1. Nothing counts before the marker was read back (O1 c).
 * 2. An acknowledgement alone proves nothing: the base offset has to be the expected one, or the gap is read (O5).
 * 3. Numbers have no holes: an append whose fate is unknown ends this ownership.
 */
export class PartitionLog {
  #expected: number;
  #current: Current;
  #markerOffset = -1;

  private constructor(
    readonly at: TopicPartition,
    readonly owner: string,
    private readonly writer: LogWriter,
    private readonly reader: PartitionReader,
    from: LogPosition,
  ) {
    this.#expected = from.offset;
    this.#current = from.current;
  }

  /**
   * O1: reads to the end, appends a marker with the next epoch, reads up to and including it.
   * @throws Fenced: somebody was quicker, or the fate of the marker is unknown; try again with a new owner id.
   */
  static async takeOver(writer: LogWriter, reader: PartitionReader, attempt: TakeOver): Promise<PartitionLog> {
    const log = new PartitionLog(attempt.at, attempt.owner, writer, reader, attempt.from);
    await log.#readOn(attempt.onDecision);
    const epoch = log.#current.epoch + 1;
    await log.#send([JSON.stringify({ type: 'Owner', epoch, owner: attempt.owner })], [attempt.owner]);
    await log.#readOn(attempt.onDecision);
    if (!log.#isCurrent()) throw new Fenced(`Another owner took over ${log.#name()} first.`);
    return log;
  }

  /** As this owner knows it; whoever reads the log is there or further on. */
  get current(): Current {
    return this.#current;
  }

  get epoch(): number {
    return this.#current.epoch;
  }

  /** The offset behind the last record that is known. */
  get expected(): number {
    return this.#expected;
  }

  /** How many decisions of this take-over have counted. */
  get seq(): number {
    return this.#current.seq;
  }

  /** Where this take-over's marker stands. */
  get markerOffset(): number {
    return this.#markerOffset;
  }

  /**
   * O4 and O5: appends the decisions in one request and returns when they count.
   * @returns the offset of the first.
   * @throws Fenced: none of them may be acted on.
   */
  async append(drafts: readonly Draft[]): Promise<number> {
    const { epoch, seq } = this.#current;
    const values = drafts.map(({ entity, nextInbox, at, events }, i) => {
      const head = { epoch, owner: this.owner, seq: seq + 1 + i, nextInbox, at, entity };
      return `${JSON.stringify(head).slice(0, -1)},"events":${events}}`;
    });
    const base = await this.#send(
      values,
      drafts.map(({ entity }) => entity),
    );
    const last = seq + drafts.length;
    if (base === this.#expected) {
      this.#expected = base + drafts.length;
      this.#current = { ...this.#current, seq: last };
      return base;
    }
    await this.#readOn(() => undefined);
    if (!this.#isCurrent() || this.#current.seq !== last) throw new Fenced(`${this.#name()} has a newer owner.`);
    return base;
  }

  /**
   * O7: with nothing to append for a while, is the log still where it was left?
   * @param end the partition's end as it is now.
   * @throws Fenced if a newer owner has written since.
   */
  async check(end: number): Promise<void> {
    if (end <= this.#expected) return;
    await this.#readOn(() => undefined);
    if (!this.#isCurrent()) throw new Fenced(`${this.#name()} has a newer owner.`);
  }

  async #send(values: readonly string[], keys: readonly string[]): Promise<number> {
    const { topic, partition } = this.at;
    const records = values.map((value, i) => ({ topic, partition, key: keys[i]!, value }));
    const appended = await this.writer.append(records).catch((cause: unknown) => {
      throw new Fenced(`The fate of an append to ${this.#name()} is unknown.`, { cause });
    });
    const mine = appended.find((a) => a.topic === topic && a.partition === partition);
    if (!mine) throw new Fenced(`The broker did not say where an append to ${this.#name()} stands.`);
    return mine.baseOffset;
  }

  async #readOn(onDecision: OnDecision): Promise<void> {
    this.#expected = await this.reader.readToEnd(this.at, this.#expected, (records) => {
      for (const record of records) this.#read(record, onDecision);
    });
  }

  #read(record: InRecord, onDecision: OnDecision): void {
    const decoded = decode(logRecord, text(record));
    if (!decoded.ok) return; // Not ours, so it cannot count.
    const behind = follow(this.#current, decoded.value);
    if (!behind) return;
    this.#current = behind;
    if (isMarker(decoded.value)) {
      if (decoded.value.owner === this.owner) this.#markerOffset = record.offset;
    } else onDecision(decoded.value, record.offset);
  }

  #isCurrent(): boolean {
    return this.#current.owner === this.owner;
  }

  #name(): string {
    return `${this.at.topic}[${this.at.partition}]`;
  }
}

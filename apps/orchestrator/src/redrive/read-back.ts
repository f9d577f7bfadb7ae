import { decode, follow, isAboutMessage, isMarker, logRecord, NOBODY } from '#contracts';
import type { Current, Decision, ExecutionEvent, LogRecord } from '#contracts';
import { evolve, isOver, newExecution, type Execution } from '#engine';
import { OffsetOutOfRange, type InRecord, type PartitionReader, type TopicPartition } from '#kafka';
import type { Happened } from '../tracing/traces.js';

/** An execution as the log has it. */
export interface Found {
  readonly execution: Execution;
  /** Where its `ExecutionStarted` stands. */
  readonly began: number;
  /** Of its last decision. */
  readonly x: number;
}

export interface ReadBack {
  readonly found: ReadonlyMap<string, Found>;
  /** The offset behind the last record that was read. */
  readonly end: number;
}

interface Wanted {
  readonly entities: ReadonlySet<string>;
  /** Where the first of them begins; absent: somewhere in the log. */
  readonly from?: number | undefined;
  /** Whoever has read to the end stands here or further on: who asks is the owner. */
  readonly current: Current;
  readonly onDecision?: (offset: number, entity: string, happened: Happened) => void;
  readonly signal?: AbortSignal;
}

/**
 * Folds executions from what the log still has of them, whether they are over or not.
 *
 * Who says where to begin says also that the record there counts, and may be wrong: a record that cannot be where it is,
 * were that so, is a contradiction, and then the log is read from its beginning. So a wrong offset costs time and nothing
 * else.
 */
export async function readBack(reader: PartitionReader, at: TopicPartition, wanted: Wanted): Promise<ReadBack> {
  const { from } = wanted;
  if (from !== undefined && from > 0) {
    try {
      return await new LogFold(wanted, from).read(reader, at);
    } catch (error) {
      if (!(error instanceof Contradiction || error instanceof OffsetOutOfRange)) throw error;
    }
  }
  try {
    return await new LogFold(wanted).read(reader, at);
  } catch (error) {
    // Its first records are gone. What began there cannot be found; the rest can.
    if (!(error instanceof OffsetOutOfRange) || error.wanted > 0) throw error;
    return new LogFold(wanted).read(reader, at, error.available.start);
  }
}

/** The record that the reading began with does not count. */
class Contradiction extends Error {}

/** Nobody waits for it any more. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

class LogFold {
  readonly #found = new Map<string, Found>();
  #current: Current = NOBODY;

  constructor(
    private readonly wanted: Wanted,
    private readonly supposed?: number,
  ) {}

  async read(reader: PartitionReader, at: TopicPartition, from = this.supposed ?? 0): Promise<ReadBack> {
    const end = await reader.readToEnd(at, from, (records) => {
      if (this.wanted.signal?.aborted) throw new GivenUp('Nobody waits for it any more.');
      for (const record of records) this.#take(record);
    });
    if (this.supposed !== undefined && !this.#isAtEnd()) throw new Contradiction();
    return { found: this.#found, end };
  }

  #isAtEnd(): boolean {
    const { epoch, owner, seq } = this.wanted.current;
    return this.#current.epoch === epoch && this.#current.owner === owner && this.#current.seq >= seq;
  }

  #take(record: InRecord): void {
    const key = record.key?.toString('utf8');
    const isWanted = key !== undefined && this.wanted.entities.has(key);
    const read = isWanted ? readWhole(record) : (readHead(record) ?? readWhole(record));
    if (!read) return;
    if (this.supposed !== undefined && this.#current === NOBODY) this.#suppose(record.offset, read);
    const behind = follow(this.#current, read);
    if (!behind) return this.#doubt(read);
    this.#current = behind;
    if (isWanted && !isMarker(read)) this.#foldIn(read, record.offset);
  }

  /** What cannot be folded was not read from where it begins. */
  #foldIn(decision: Decision, offset: number): void {
    try {
      this.#fold(decision, offset);
    } catch (error) {
      throw this.supposed === undefined ? error : new Contradiction();
    }
  }

  #suppose(offset: number, read: LogRecord): void {
    const begins = !isMarker(read) && read.events.some(({ type }) => type === 'ExecutionStarted');
    if (offset !== this.supposed || !begins) throw new Contradiction();
    this.#current = { epoch: read.epoch, owner: read.owner, seq: read.seq - 1 };
  }

  /** An owner writes its marker first, and without a hole; so what is void is of an earlier one, or came twice. */
  #doubt(read: LogRecord): void {
    if (this.supposed === undefined || isMarker(read)) return;
    const { epoch, owner, seq } = this.#current;
    if (read.epoch < epoch || (read.owner === owner && read.seq <= seq)) return;
    throw new Contradiction();
  }

  #fold({ entity, events, at: time }: Decision, offset: number): void {
    const happened = events.filter((event) => !isAboutMessage(event)) as ExecutionEvent[];
    const [first] = happened;
    if (!first) return;
    const begins = first.type === 'ExecutionStarted';
    const known = begins ? undefined : this.#found.get(entity);
    if (!begins && !known) return;
    const at = Date.parse(time);
    const before = known?.execution ?? newExecution(entity);
    if (first.type === 'ExecutionRedriven' && first.scopes && !isOver(before))
      throw new Error(`${entity} comes back at offset ${offset}, and has not ended before.`);
    const after = happened.reduce((execution, event) => evolve(execution, event, at), before);
    this.#found.set(entity, { execution: after, began: known?.began ?? offset, x: offset });
    this.wanted.onDecision?.(offset, entity, { before, after, events: happened, at });
  }
}

function readWhole({ value }: InRecord): LogRecord | undefined {
  const decoded = decode(logRecord, value?.toString('utf8'));
  return decoded.ok ? decoded.value : undefined;
}

/** As `PartitionLog` writes a decision: what the reader's rule asks for stands in front, payloads behind it. */
const HEAD = /^\{"epoch":(\d+),"owner":"([^"\\]+)","seq":(\d+),"nextInbox":\d+,"at":"[^"]*","entity":"/;
const HEAD_BYTES = 256;

/** Of a decision about another entity: its number is all that counts, so its payloads are not looked at. */
function readHead({ value }: InRecord): LogRecord | undefined {
  const [, epoch, owner, seq] = HEAD.exec(value?.toString('latin1', 0, HEAD_BYTES) ?? '') ?? [];
  if (owner === undefined) return undefined;
  return { epoch: Number(epoch), owner, seq: Number(seq), nextInbox: 0, at: '', entity: '', events: [] };
}

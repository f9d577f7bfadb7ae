import { deadLettersTopic } from '#contracts';
import { deadLetter, type InRecord, type OutRecord, type Producer, type TopicPartition } from '#kafka';
import type { CommandHandler, CommandHandlers } from '../handlers/command-handler.js';
import type { Command } from '#contracts';
import type { CommandLane } from './command-lane.js';
import type { Item, Poison } from './item.js';
import { OpenOffsets } from './offsets.js';
import { readCommand, type Read } from './read-command.js';
import { replyTo } from './reply.js';
import type { ReplySender } from './reply-sender.js';
import type { ReplyTargets } from './reply-targets.js';

export interface IntakeOptions {
  readonly participant: string;
  readonly handlers: CommandHandlers;
  readonly lane: CommandLane;
  readonly sender: ReplySender;
  readonly targets: ReplyTargets;
  readonly producer: Pick<Producer, 'send'>;
  warn(message: string, error: unknown): void;
  /** Offsets may have gone up. */
  progressed(): void;
}

/** Takes the records of the assigned partitions in, and knows which of them are still open. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #partitions = new Map<number, OpenOffsets>();
  #closed = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Forgets what was lost. What still runs of a lost partition is answered, but its offset is another's business. */
  assigned(partitions: readonly TopicPartition[]): void {
    const kept = new Set(partitions.map(({ partition }) => partition));
    for (const partition of this.#partitions.keys()) if (!kept.has(partition)) this.#partitions.delete(partition);
  }

  /** Resolves when the next records of this partition may come; rejects if these have to come again. */
  async take({ partition }: TopicPartition, records: readonly InRecord[]): Promise<void> {
    if (this.#closed) throw new Error('The participant is about to end.');
    let offsets = this.#partitions.get(partition);
    if (!offsets) this.#partitions.set(partition, (offsets = new OpenOffsets()));
    const batch = new PartitionBatch(records.length, offsets, this.#options.progressed);
    const items: Item[] = [];
    for (const record of records) offsets.add(record.offset);
    for (const record of records) {
      let read = readCommand(record, this.#options.handlers);
      const replyTo = read.ok ? read.command.replyTo : read.poison.reply?.replyTo;
      if (replyTo && !this.#options.targets.knows(replyTo) && !(await this.#options.targets.find(replyTo))) {
        read = unanswerable(record, read, replyTo);
      }
      if (read.ok) items.push(new TakenItem(record, read.command, read.handler, batch));
      else this.#reject(read.poison, batch);
    }
    if (items.length > 0) this.#options.lane.add(items);
    await batch.settled;
    await this.#options.lane.ongoing.room();
  }

  close(): void {
    this.#closed = true;
  }

  /** Of each partition, the next offset to read. */
  toCommit(): Map<number, number> {
    return new Map(Array.from(this.#partitions, ([partition, offsets]) => [partition, offsets.toCommit]));
  }

  #reject(poison: Poison, batch: PartitionBatch): void {
    this.#options.warn(`${placeOf(poison.record)} is no command and is on the dead letters`, poison.reason);
    this.#sendRejected(poison).then(
      () => batch.done(poison.record.offset),
      (error: Error) => batch.failed(error),
    );
  }

  async #sendRejected({ record, error, reason, reply }: Poison): Promise<void> {
    const why = { error, reason: reason.slice(0, 1_000) };
    const letter = deadLetter(record, why, deadLettersTopic(this.#options.participant), Date.now());
    await this.#sendLetter(letter);
    if (!reply) return;
    await this.#options.sender.send([
      replyTo(reply, { type: 'failure', outcome: 'refused', error, cause: reason }, record),
    ]);
  }

  /** A record that is too large for the topic of the dead letters must not stop the partition: it goes there cut off. */
  async #sendLetter(letter: OutRecord): Promise<void> {
    const size = letter.value?.length ?? 0;
    if (size <= CERTAINLY_TAKEN) return this.#options.sender.send([letter]);
    try {
      await this.#options.producer.send([letter]);
    } catch {
      const headers = {
        ...letter.headers,
        'x-cut-off': `${size} bytes, of which the first ${CERTAINLY_TAKEN} are here`,
      };
      await this.#options.producer.send([
        { ...letter, value: letter.value?.slice(0, CERTAINLY_TAKEN) ?? null, headers },
      ]);
    }
  }
}

function unanswerable(record: InRecord, read: Read, { topic, partition }: Command['replyTo']): Read {
  const reason = `Nobody can be answered: replyTo is ${topic}[${partition}], which is not there.`;
  const poison = read.ok
    ? ({ error: 'Participant.InvalidCommand', reason } as const)
    : { error: read.poison.error, reason: `${read.poison.reason} ${reason}` };
  return { ok: false, poison: { record, ...poison } };
}

const placeOf = ({ topic, partition, offset }: InRecord): string => `${topic}[${partition}]@${offset}`;

/** Bytes; a broker's default limit of a record is about 1 MB. */
const CERTAINLY_TAKEN = 900_000;

/** What one call of the consumer waits for. */
class PartitionBatch {
  readonly settled: Promise<void>;
  readonly #offsets: OpenOffsets;
  readonly #progressed: () => void;
  #left: number;
  #resolve!: () => void;
  #reject!: (error: Error) => void;

  constructor(records: number, offsets: OpenOffsets, progressed: () => void) {
    this.#left = records;
    this.#offsets = offsets;
    this.#progressed = progressed;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  done(offset: number, waited = true): void {
    this.#offsets.done(offset);
    this.#progressed();
    if (waited) this.parted();
  }

  parted(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#resolve();
  }

  failed(error: Error): void {
    this.#reject(error);
  }
}

class TakenItem implements Item {
  tries = 0;
  handedOver = false;
  readonly deadline: number;

  constructor(
    readonly record: InRecord,
    readonly command: Command,
    readonly handler: CommandHandler,
    readonly batch: PartitionBatch,
  ) {
    this.deadline = command.deadline === undefined ? Infinity : Date.parse(command.deadline);
  }

  done(): void {
    this.batch.done(this.record.offset, !this.handedOver);
  }

  failed(error: Error): void {
    this.batch.failed(error);
  }

  parted(): void {
    if (this.handedOver) return;
    this.handedOver = true;
    this.batch.parted();
  }
}

import type { Current, Decision, LogEvent } from '#contracts';
import type { Batch, PlacedDecision, Position } from '../views.js';

/** When logs begin: epoch milliseconds. */
export const EPOCH = 1_800_000_000_000;

interface Written extends PlacedDecision {
  readonly to: Position;
}

/** A log as its owner would write it, without a broker: decisions, and the batches that a projector makes of them. */
export class TestLog {
  readonly #partitions: Written[][];
  readonly #taken: number[];
  #now = EPOCH;

  constructor(partitions = 1) {
    this.#partitions = Array.from({ length: partitions }, () => []);
    this.#taken = Array.from({ length: partitions }, () => 0);
  }

  /** Epoch milliseconds of the next decision, a second after the one before unless it is told. */
  at(now: number): this {
    this.#now = now;
    return this;
  }

  /** One decision. Events are as loose as what comes through JSON. @returns where it stands. */
  decide(entity: string, ...events: readonly { readonly type: string; readonly [field: string]: unknown }[]) {
    return this.decideIn(this.partitionOf(entity), entity, ...events);
  }

  /** In a partition that need not be the entity's own. */
  decideIn(partition: number, entity: string, ...events: readonly object[]) {
    const written = this.#partitions[partition]!;
    const offset = written.length + 1;
    const current: Current = { epoch: 1, owner: 'o', seq: offset };
    const at = new Date(this.#now).toISOString();
    const decision: Decision = { ...current, nextInbox: offset, at, entity, events: events as LogEvent[] };
    this.#now += 1000;
    const to = { partition, offset: offset + 1, current, last: `1/o/${offset}` };
    written.push({ offset, decision, to });
    return { partition, offset };
  }

  partitionOf(entity: string): number {
    return [...entity].reduce((sum, c) => sum + c.charCodeAt(0), 0) % this.#partitions.length;
  }

  get length(): number {
    return this.#partitions.reduce((sum, { length }) => sum + length, 0);
  }

  /** What has been written since the last batch of a partition: at most so many decisions of it. */
  next(partition: number, most = Number.MAX_SAFE_INTEGER): Batch | undefined {
    const from = this.#taken[partition]!;
    const decisions = this.#partitions[partition]!.slice(from, from + most);
    const last = decisions.at(-1);
    if (!last) return undefined;
    this.#taken[partition] = from + decisions.length;
    return {
      // The first record of a log is its owner's marker.
      ...(from > 0 && { from: from + 1 }),
      to: last.to,
      decisions: decisions.map(({ offset, decision }) => ({ offset, decision })),
    };
  }

  /** What has been written since. */
  batches(most?: number): Batch[] {
    return this.#partitions.flatMap((_, partition) => this.next(partition, most) ?? []);
  }

  /** The texts of a partition's records, from the first one on. */
  records(partition: number): string[] {
    const marker = { type: 'Owner', epoch: 1, owner: 'o' };
    return [marker, ...this.#partitions[partition]!.map(({ decision }) => decision)].map((one) => JSON.stringify(one));
  }

  /** From the beginning again. */
  rewind(): this {
    this.#taken.fill(0);
    return this;
  }
}

import { setImmediate } from 'node:timers/promises';
import type { LogWriter, OutRecord, TopicPartition } from '#kafka';
import { hourOf, type IdHash } from '../ownership/remembered-ends.js';
import { endsKey, entityKey, partKey, positionKey, type SetId } from './checkpoint-keys.js';
import { writeEnds, type EntityCheckpoint, type Position } from './checkpoint-records.js';
import { partsOf, type Parted } from './parts.js';
import { obsoleteSets, type SetKeys } from './read-sets.js';

/** What one checkpoint has to hold, taken at one moment between two batches. State is immutable, so this is cheap. */
export interface Snapshot {
  readonly position: Position;
  /** Live entities that are not in the set as of their last decision. */
  readonly changed: ReadonlyMap<string, EntityCheckpoint>;
  /** Entities that ended since the last snapshot. */
  readonly ended: readonly string[];
  /** Ends to remember since the last snapshot; in the first one all of them. By hour. */
  readonly ends: ReadonlyMap<number, readonly IdHash[]>;
  /** Resolves when every command, outcome and definition of a decision before the position is acknowledged. */
  readonly dispatched: Promise<void>;
}

const RECORDS_A_REQUEST = 200;
/** Characters of one request; a record that is longer goes alone. */
const SIZE_OF_A_REQUEST = 1_000_000;
const ENDS_A_RECORD = 10_000;

/**
 * Writes one take-over's set (C1, C2), one batch at a time and in order, then deletes the sets that it replaces (C4).
 * An append whose fate is unknown ends it: nothing more is ever written to the set.
 */
export class CheckpointWriter {
  readonly #written = new Set<string>();
  /** Of entities that were written in parts last. */
  readonly #parted = new Map<string, Parted>();
  readonly #endRecords = new Map<number, number>();
  #others: readonly SetKeys[];

  constructor(
    private readonly writer: LogWriter,
    private readonly at: TopicPartition,
    private readonly set: SetId,
    others: readonly SetKeys[],
    /** Characters that one record may have. */
    private readonly recordSize: number,
  ) {
    this.#others = others;
  }

  /** @throws AppendFailed: the owner has to step down (O8). */
  async write(snapshot: Snapshot): Promise<void> {
    // First of all: an outcome is never sent again for an entity that the set holds as changed, or no longer holds.
    await snapshot.dispatched;
    await this.#append(this.#entities(snapshot));
    await this.#append(this.#ends(snapshot));
    await this.#append([this.#record(positionKey(this.set), JSON.stringify(snapshot.position))]);
    await this.#deleteObsolete(snapshot.position.P);
  }

  /** Remembered ends of these hours are no longer worth their room. */
  async forget(hours: readonly number[]): Promise<void> {
    await this.#append(
      hours.flatMap((hour) =>
        Array.from({ length: this.#endRecords.get(hour) ?? 0 }, (_, n) =>
          this.#record(endsKey(this.set, hour, n), null),
        ),
      ),
    );
    for (const hour of hours) this.#endRecords.delete(hour);
  }

  *#entities({ changed, ended }: Snapshot): Iterable<OutRecord> {
    for (const entity of ended) {
      if (!this.#written.delete(entity)) continue;
      yield this.#record(entityKey(this.set, entity), null);
      yield* this.#withoutParts(entity);
    }
    for (const [entity, state] of changed) {
      this.#written.add(entity);
      yield* this.#entity(entity, state.x, JSON.stringify(state));
    }
  }

  /** Its record comes behind its parts, and in front of the end of earlier ones. */
  *#entity(entity: string, x: number, text: string): Iterable<OutRecord> {
    const key = entityKey(this.set, entity);
    if (text.length <= this.recordSize) {
      yield this.#record(key, text);
      yield* this.#withoutParts(entity);
      return;
    }
    const parts = partsOf(text, this.recordSize);
    for (const [n, part] of parts.entries()) yield this.#record(partKey(this.set, entity, x, n), part);
    const parted: Parted = { x, parts: parts.length };
    yield this.#record(key, JSON.stringify(parted));
    if (this.#parted.get(entity)?.x !== x) yield* this.#withoutParts(entity);
    this.#parted.set(entity, parted);
  }

  *#withoutParts(entity: string): Iterable<OutRecord> {
    const { x, parts } = this.#parted.get(entity) ?? { x: 0, parts: 0 };
    this.#parted.delete(entity);
    for (let n = 0; n < parts; n++) yield this.#record(partKey(this.set, entity, x, n), null);
  }

  *#ends({ ends }: Snapshot): Iterable<OutRecord> {
    for (const [hour, ids] of ends) {
      for (let from = 0; from < ids.length; from += ENDS_A_RECORD) {
        const n = this.#endRecords.get(hour) ?? 0;
        this.#endRecords.set(hour, n + 1);
        yield this.#record(endsKey(this.set, hour, n), writeEnds(ids.slice(from, from + ENDS_A_RECORD)));
      }
    }
  }

  async #deleteObsolete(P: number): Promise<void> {
    const obsolete = obsoleteSets(this.#others, P, this.set.epoch);
    // The position goes first: a set without one of a lower epoch is never chosen, whatever of it is still there.
    const keys = obsolete.flatMap(({ id, keys }) => {
      const position = positionKey(id);
      return [...(keys.has(position) ? [position] : []), ...[...keys].filter((key) => key !== position)];
    });
    await this.#append(keys.map((key) => this.#record(key, null)));
    this.#others = this.#others.filter((set) => !obsolete.includes(set));
  }

  async #append(records: Iterable<OutRecord>): Promise<void> {
    let batch: OutRecord[] = [];
    let size = 0;
    for (const record of records) {
      batch.push(record);
      size += record.value?.length ?? 0;
      if (batch.length < RECORDS_A_REQUEST && size < SIZE_OF_A_REQUEST) continue;
      await this.writer.append(batch);
      batch = [];
      size = 0;
      await setImmediate(); // Paced: the partition's own work goes first.
    }
    if (batch.length > 0) await this.writer.append(batch);
  }

  #record(key: string, value: string | null): OutRecord {
    return { ...this.at, key, value };
  }
}

/** Ends with their times, by hour. */
export function byHour(ends: Iterable<readonly [IdHash, number]>): Map<number, IdHash[]> {
  const hours = new Map<number, IdHash[]>();
  for (const [id, at] of ends) {
    const hour = hourOf(at);
    const ids = hours.get(hour);
    if (ids) ids.push(id);
    else hours.set(hour, [id]);
  }
  return hours;
}

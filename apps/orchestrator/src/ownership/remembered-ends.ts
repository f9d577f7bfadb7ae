/** 64 bits of an id, as two halves. */
export type IdHash = readonly [high: number, low: number];

/** cyrb53's mixing with all 64 bits kept; not for secrets. */
export function hashId(id: string): IdHash {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < id.length; i++) {
    const c = id.charCodeAt(i);
    high = Math.imul(high ^ c, 2654435761);
    low = Math.imul(low ^ c, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  // 0/0 marks an empty slot of the table.
  return high === 0 && low === 0 ? [0, 1] : [high >>> 0, low >>> 0];
}

/** What is remembered beside an ended execution's id, so that a repeated start of its task can be told from others. */
export const startedBy = (entity: string, taskToken: string): string => `${entity}|${taskToken}`;

/** Likewise of one that has succeeded, and that whoever has started it may undo (R14). */
export const undoable = (entity: string): string => `${entity}|undoable`;

/** Of an execution of which only the end is known: any task may have started it. */
export const SOMEBODY = '?';

const SMALLEST = 256;

/** A set of 64-bit hashes in one typed array, open addressing, at most half full: 16 bytes each. */
class HashSet {
  #slots = new Uint32Array(SMALLEST * 2);
  #size = 0;

  add([high, low]: IdHash): void {
    if (this.#size * 2 >= this.#slots.length / 2) this.#grow();
    if (this.#insert(high, low)) this.#size++;
  }

  has([high, low]: IdHash): boolean {
    const at = this.#find(high, low);
    return this.#slots[at] !== 0 || this.#slots[at + 1] !== 0;
  }

  *[Symbol.iterator](): Iterator<IdHash> {
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [high, low] = [this.#slots[at]!, this.#slots[at + 1]!];
      if (high !== 0 || low !== 0) yield [high, low];
    }
  }

  #find(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    let slot = low & mask;
    for (;;) {
      const [h, l] = [this.#slots[slot * 2]!, this.#slots[slot * 2 + 1]!];
      if ((h === 0 && l === 0) || (h === high && l === low)) return slot * 2;
      slot = (slot + 1) & mask;
    }
  }

  #insert(high: number, low: number): boolean {
    const at = this.#find(high, low);
    if (this.#slots[at] !== 0 || this.#slots[at + 1] !== 0) return false;
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0 || old[at + 1] !== 0) this.#insert(old[at]!, old[at + 1]!);
    }
  }
}

const HOUR_MS = 3_600_000;
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS);

/** The executions that ended within a window, in hourly buckets that are forgotten whole. */
export class RememberedEnds {
  readonly #hours = new Map<number, HashSet>();

  constructor(private readonly windowHours: number) {}

  add(id: IdHash, endedAt: number): void {
    const hour = hourOf(endedAt);
    let set = this.#hours.get(hour);
    if (!set) this.#hours.set(hour, (set = new HashSet()));
    set.add(id);
  }

  has(id: string): boolean {
    const hash = hashId(id);
    for (const set of this.#hours.values()) if (set.has(hash)) return true;
    return false;
  }

  /** @returns the hours that were forgotten. */
  forget(now: number): number[] {
    const gone = [...this.#hours.keys()].filter((hour) => hour < hourOf(now) - this.windowHours);
    for (const hour of gone) this.#hours.delete(hour);
    return gone;
  }

  /** All that is remembered, by hour. */
  *entries(): Iterable<[hour: number, ids: Iterable<IdHash>]> {
    yield* this.#hours;
  }
}

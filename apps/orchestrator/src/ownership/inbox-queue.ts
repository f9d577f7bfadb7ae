import type { InRecord } from '#kafka';

/** What the consumer has brought and the owner has not taken yet. The consumer waits while there is too much of it. */
export class InboxQueue {
  #records: InRecord[] = [];
  #head = 0;
  #room: (() => void) | undefined;

  constructor(private readonly most: number) {}

  get size(): number {
    return this.#records.length - this.#head;
  }

  /** Resolves when there is room for more. */
  push(records: readonly InRecord[]): Promise<void> | undefined {
    if (this.size === 0) {
      this.#records = records.slice();
      this.#head = 0;
    } else for (const record of records) this.#records.push(record);
    if (this.size <= this.most) return undefined;
    return new Promise((resolve) => (this.#room = resolve));
  }

  shift(): InRecord | undefined {
    const record = this.#records[this.#head];
    if (record) this.#head++;
    if (this.size <= this.most / 2) this.#release();
    return record;
  }

  clear(): void {
    this.#records = [];
    this.#head = 0;
    this.#release();
  }

  #release(): void {
    this.#room?.();
    this.#room = undefined;
  }
}

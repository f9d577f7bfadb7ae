/**
 * Which records of one partition are still open. The offset to commit is that of the oldest open record, so that after
 * a crash everything unanswered comes again; what was answered behind it comes again too, and the inbox answers it.
 */
export class OpenOffsets {
  readonly #open = new Set<number>();
  #behindLast = 0;
  /** Records came again, so that the set is no longer in the order of the partition. */
  #disordered = false;

  add(offset: number): void {
    if (offset < this.#behindLast) this.#disordered = true;
    else this.#behindLast = offset + 1;
    this.#open.add(offset);
  }

  done(offset: number): void {
    this.#open.delete(offset);
    if (this.#open.size === 0) this.#disordered = false;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The next offset to read after a crash. */
  get toCommit(): number {
    if (this.#open.size === 0) return this.#behindLast;
    if (this.#disordered) return Math.min(...this.#open);
    return this.#open.values().next().value as number;
  }
}

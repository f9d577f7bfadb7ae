import type { Item } from './item.js';

/** The signal of one run, made when somebody asks for it: aborted at the deadline, by an undo, and at the end of the process. */
export class Abortable {
  readonly #item: Item;
  readonly #all: Set<Abortable>;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(item: Item, all: Set<Abortable>) {
    this.#item = item;
    this.#all = all;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      this.#all.add(this);
      this.#watchDeadline();
    }
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#controller?.signal.aborted ?? false;
  }

  abort(reason: string): void {
    this.#controller?.abort(new Aborted(reason));
  }

  release(): void {
    if (!this.#controller) return;
    clearTimeout(this.#timer);
    this.#all.delete(this);
  }

  #watchDeadline(): void {
    const left = this.#item.deadline - Date.now();
    if (left === Infinity) return;
    // Timers hold 31 bits of milliseconds, and may fire a millisecond early.
    const passed = () =>
      Date.now() < this.#item.deadline ? this.#watchDeadline() : this.abort('The deadline has passed.');
    this.#timer = setTimeout(passed, Math.max(0, Math.min(left, LONGEST)));
    this.#timer.unref();
  }
}

const LONGEST = 2 ** 31 - 1;

export class Aborted extends Error {
  override readonly name = 'AbortError';
}

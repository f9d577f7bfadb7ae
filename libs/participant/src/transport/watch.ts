import type { Item } from './item.js';

/**
 * A handler in a batch that never comes back would stop everything: behind the limit it counts as having thrown. One
 * timer looks at whatever runs, so that a command costs no timer of its own.
 */
export class Watch {
  readonly #timer: NodeJS.Timeout;
  #since = Infinity;
  #giveUp: (error: Error) => void = () => undefined;

  constructor(readonly limitMs: number) {
    this.#timer = setInterval(() => this.#look(), Math.min(1_000, Math.max(10, limitMs / 4))).unref();
  }

  over<T>(item: Item, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#since = Date.now();
      this.#giveUp = () => reject(new HandlerTooSlow(item, this.limitMs));
      work().then(resolve, reject);
    }).finally(() => (this.#since = Infinity)) as Promise<T>;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (Date.now() - this.#since > this.limitMs) this.#giveUp(new Error());
  }
}

export class HandlerTooSlow extends Error {
  override readonly name = 'HandlerTooSlow';
  constructor({ handler, command }: Item, limitMs: number) {
    super(
      `${handler.where} has not come back from ${command.id} within ${limitMs} ms, and all other commands wait for it. ` +
        `Give it @HandlesCommand('${handler.name}', { long: true }).`,
    );
  }
}

export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** What one partition's owner has dispatched; cancelled when it steps down. */
export class Outbox {
  readonly #open = new Set<Promise<void>>();
  readonly #end = Promise.withResolvers<never>();
  #cancelled = false;

  constructor() {
    this.#end.promise.catch(() => undefined); // Whoever waits for it hears of it.
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Nothing more of this goes out (O8). */
  cancel(): void {
    this.#cancelled = true;
    this.#end.reject(new Cancelled('The owner stepped down before everything was dispatched.'));
  }

  /**
   * Resolves when all that has been dispatched until now is acknowledged.
   * @throws Cancelled: some of it never will be.
   */
  flushed(): Promise<void> {
    return this.sent(Promise.all(this.#open));
  }

  /**
   * Waits for a dispatch, no longer than this outbox lives.
   * @throws Cancelled: it may never go out.
   */
  async sent(dispatch: Promise<unknown>): Promise<void> {
    await Promise.race([dispatch, this.#end.promise]);
    if (this.#cancelled) await this.#end.promise;
  }

  /** @internal */
  track(sent: Promise<void>): void {
    this.#open.add(sent);
    void sent.finally(() => this.#open.delete(sent));
  }
}

import type { InboxMessage } from './inbox-message.js';
import type { Inbox } from './inbox-walk.js';

/** One partition's inbox in memory, as far as it was read. */
export class RetainedInbox implements Inbox {
  readonly #messages: InboxMessage[] = [];
  /** Offsets without a record are rare; as long as there are none, the offset is the index. */
  #index: Map<number, InboxMessage> | undefined;
  #end: number;

  constructor(
    readonly start: number,
    private readonly read: (from: number, onMessage: (message: InboxMessage) => void) => Promise<number>,
  ) {
    this.#end = start;
  }

  get end(): number {
    return this.#end;
  }

  at(offset: number): InboxMessage | undefined {
    return this.#index ? this.#index.get(offset) : this.#messages[offset - this.start];
  }

  async readOn(): Promise<void> {
    this.#end = await this.read(this.#end, (message) => {
      if (!this.#index && message.offset !== this.start + this.#messages.length)
        this.#index = new Map(this.#messages.map((it) => [it.offset, it]));
      this.#index?.set(message.offset, message);
      this.#messages.push(message);
    });
  }

  *digests(): Iterable<string> {
    for (const message of this.#messages) if ('digest' in message) yield message.digest;
  }
}

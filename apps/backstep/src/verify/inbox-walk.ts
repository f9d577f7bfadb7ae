import type { InboxMessage } from './inbox-message.js';

/** One partition's inbox, as far as it is retained and read. */
export interface Inbox {
  readonly start: number;
  readonly end: number;
  at(offset: number): InboxMessage | undefined;
}

/** A record that came to this partition; all but those whose entity lives in another one. */
export type HereMessage = Exclude<InboxMessage, { kind: 'ELSEWHERE' }>;
export type ElsewhereMessage = Extract<InboxMessage, { kind: 'ELSEWHERE' }>;

export interface Judge {
  /** Whether a message has to leave a fact or a rejection as things are. */
  waits(message: HereMessage): boolean;
  /** It had to, and has not. */
  lost(message: HereMessage): void;
}

/**
 * Goes through an inbox next to the decisions of its log: each message is either what the next decision answers, or has
 * passed by without a word, which has to be right as things were then.
 */
export class InboxWalk {
  /** What has to be in another partition too. */
  readonly forwards: ElsewhereMessage[] = [];
  messages = 0;
  forwarded = 0;
  #passed: number;

  constructor(
    readonly inbox: Inbox,
    private readonly judge: Judge,
  ) {
    this.#passed = inbox.start;
  }

  /** What stands before this offset is of no interest. */
  skipTo(offset: number): void {
    this.#passed = Math.max(this.#passed, offset);
  }

  /** Everything before this offset was taken, and no decision speaks of it. */
  passTo(offset: number): void {
    for (; this.#passed < Math.min(offset, this.inbox.end); this.#passed++) {
      const message = this.inbox.at(this.#passed);
      if (message) this.#pass(message);
    }
  }

  /** The next message was taken; a decision may be its answer. */
  take(
    offset: number,
    answered: (message: InboxMessage) => boolean,
  ): { message: InboxMessage | undefined; answers: boolean } {
    this.passTo(offset);
    const message = this.inbox.at(offset);
    const answers = message !== undefined && answered(message);
    if (answers) this.messages++;
    else if (message) this.#pass(message);
    this.#passed = Math.max(this.#passed, offset + 1);
    return { message, answers };
  }

  /** @returns how many messages from this offset on wait for a decision; of the others it is not told when they were taken. */
  waiting(from: number): number {
    let waiting = 0;
    for (let offset = Math.max(this.#passed, from); offset < this.inbox.end; offset++) {
      const message = this.inbox.at(offset);
      if (message?.kind === 'ELSEWHERE') this.forwards.push(message);
      else if (message && this.judge.waits(message)) waiting++;
    }
    return waiting;
  }

  #pass(message: InboxMessage): void {
    this.messages++;
    if (message.kind === 'ELSEWHERE') {
      this.forwarded++;
      this.forwards.push(message);
    } else if (this.judge.waits(message)) this.judge.lost(message);
  }
}

/** For people. */
export function wordsFor(message: HereMessage): { what: string; execution?: string } {
  switch (message.kind) {
    case 'POISON':
      return { what: `A record that cannot be read (${message.because})` };
    case 'RESOURCE':
      return { what: `${message.type} of ${message.entity}` };
    case 'LOCK':
    case 'REPLY':
      return { what: `${message.type} for ${message.token.state}/${message.token.visit}`, execution: message.entity };
    default:
      return { what: message.type, execution: message.entity };
  }
}

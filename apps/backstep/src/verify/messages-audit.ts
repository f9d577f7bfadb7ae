import { entityOf, type Message } from '#contracts';
import { partitionFor } from '#kafka';
import { IN_FLIGHT_MS } from './commands-audit.js';
import type { Report } from './finding.js';
import { digestOfMessage } from './inbox-message.js';

interface Sent {
  readonly type: Message['type'];
  readonly entity: string;
  readonly at: number;
}

/**
 * The messages that decisions send to executions: each has to be on the inbox of its partition. Those that are there
 * without a decision are anybody's: the inbox is open to all.
 */
export class MessagesAudit {
  /** Not seen yet, by partition and digest. */
  readonly #wanted = new Map<number, Map<string, Sent>>();

  constructor(
    private readonly partitions: number,
    private readonly report: Report,
  ) {}

  /** A counting decision of this time (epoch milliseconds) sends this. */
  expect(message: Message, at: number): void {
    const entity = entityOf(message);
    if (entity === undefined) return;
    const partition = partitionFor(entity, this.partitions);
    const wanted = this.#wanted.get(partition) ?? new Map<string, Sent>();
    this.#wanted.set(partition, wanted.set(digestOfMessage(message), { type: message.type, entity, at }));
  }

  /** Where something is wanted still. */
  get open(): number[] {
    return [...this.#wanted.keys()];
  }

  seen(partition: number, digests: Iterable<string>): void {
    const wanted = this.#wanted.get(partition);
    for (const digest of digests) wanted?.delete(digest);
  }

  /** @param retained whether the inboxes are there from their beginning: what has expired cannot be missed */
  finish(now: number, retained: boolean): void {
    if (!retained) return;
    for (const wanted of this.#wanted.values())
      for (const { type, entity, at } of wanted.values())
        if (now - at >= IN_FLIGHT_MS)
          this.report({
            rule: 'MESSAGE_MISSING',
            says: `${type} to ${entity} was decided but is on no inbox.`,
            execution: entity,
          });
  }
}

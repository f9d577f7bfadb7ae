import { command, commandsTopic, type Command, type Message, type Json } from '#contracts';
import type { GroupConsumer, Kafka, Producer } from '#kafka';

type Reply = Extract<Message, { type: 'SendTaskSuccess' | 'SendTaskFailure' }>;

/** What the participant makes of a command that it sees for the first time; `silent`: no answer at all. */
export type Verdict = 'does' | 'refuses' | 'silent' | { readonly output: Json };

/**
 * A participant that keeps its half of the protocol (R5) in memory: a command takes effect once, whatever is delivered
 * how often; an undo for a command never seen blocks it. The ledger is what is left behind.
 */
export class StubParticipant {
  /** Ids of the forward commands whose effect stands. */
  readonly ledger = new Set<string>();
  readonly seen: Command[] = [];
  /** How often each effect took place, forward or undone: never more than once. */
  readonly effects = new Map<string, number>();
  readonly #done = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #blocked = new Set<string>();

  constructor(private readonly verdict: (command: Command) => Verdict = () => 'does') {}

  handle(received: Command): Reply | undefined {
    this.seen.push(received);
    const { taskToken, compensates } = received;
    const success: Reply = { type: 'SendTaskSuccess', taskToken, output: { did: received.id } };
    if (compensates !== undefined) {
      const verdict = this.verdict(received);
      if (verdict === 'silent') return undefined;
      if (verdict === 'refuses') return refusal(taskToken, 'CannotUndo');
      if (!this.#done.has(received.id)) this.#undo(received.id, compensates);
      return success;
    }
    return this.#forward(received, success);
  }

  #forward(received: Command, success: Reply): Reply | undefined {
    const { id, taskToken } = received;
    if (this.#blocked.has(id)) return refusal(taskToken, 'Blocked');
    if (this.#refused.has(`${id}/${received.attempt}`)) return refusal(taskToken, 'Refused');
    if (!this.#done.has(id)) {
      const verdict = this.verdict(received);
      if (verdict === 'silent') return undefined;
      if (verdict === 'refuses') {
        this.#refused.add(`${id}/${received.attempt}`);
        return refusal(taskToken, 'Refused');
      }
      this.#done.add(id);
      this.#effect(id);
      this.ledger.add(id);
      if (typeof verdict === 'object') return { type: 'SendTaskSuccess', taskToken, output: verdict.output };
    }
    return success;
  }

  #undo(id: string, compensates: string): void {
    this.#done.add(id);
    this.#blocked.add(compensates);
    if (!this.ledger.delete(compensates)) return;
    this.#effect(id);
  }

  #effect(id: string): void {
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1);
  }
}

const refusal = (taskToken: string, error: string): Reply => ({
  type: 'SendTaskFailure',
  taskToken,
  error,
  cause: 'as it was told to',
});

export interface JoinedParticipant {
  close(): Promise<void>;
}

/** Lets it listen for `<name>.commands` and answer, each reply so often. */
export async function listen(
  kafka: Kafka,
  name: string,
  stub: Pick<StubParticipant, 'handle'>,
  times = 1,
): Promise<JoinedParticipant> {
  const producer: Producer = await kafka.producer();
  const consumer: GroupConsumer = await kafka.join(
    { groupId: `${name}.participant`, topics: [commandsTopic(name)], from: 'committed' },
    {
      onRecords: async (_, records) => {
        const replies = records.flatMap(({ value }) => {
          const received = command.parse(JSON.parse(value!.toString('utf8')));
          const reply = stub.handle(received);
          if (!reply) return [];
          const { topic, partition } = received.replyTo;
          const record = { topic, partition, key: received.execution, value: JSON.stringify(reply) };
          return Array.from({ length: times }, () => record);
        });
        await producer.send(replies);
      },
    },
  );
  return {
    close: async () => {
      await consumer.close();
      await producer.close();
    },
  };
}

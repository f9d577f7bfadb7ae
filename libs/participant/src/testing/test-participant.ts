import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { commandsTopic, deadLettersTopic, participantOf, type Command, type Json } from '#contracts';
import type { InRecord, Kafka, OutRecord, PartitionReader, Producer } from '#kafka';
import { memoryKafka } from '#kafka/testing';
import {
  bootstrapParticipant,
  type BootstrapOptions,
  type RunningParticipant,
} from '../bootstrap/bootstrap-participant.js';
import { Database } from '../bootstrap/database.js';

/** What a participant said, as it is on the wire. */
export interface Reply {
  readonly type: 'SendTaskSuccess' | 'SendTaskFailure' | 'SendTaskHeartbeat';
  readonly taskToken: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly outcome?: 'refused' | 'unknown';
}

export interface DeadLetter {
  readonly value: string | undefined;
  readonly error: string;
  readonly reason: string;
}

/** Of a command, what a test wants to say; the rest is made up. */
export type Said = Partial<Omit<Command, 'command' | 'input'>>;

export interface TestOptions extends Partial<BootstrapOptions> {
  readonly participant: string;
  /** The participant's own connection, where it is not to be the test's: one for each start. */
  readonly connect?: () => Kafka;
}

const WAIT_MS = 20_000;

/**
 * A participant in this process, on a broker in memory and a SQLite file of its own, unless others are given. The test
 * is the engine: it sends commands and waits for what comes back.
 */
export class TestParticipant {
  #count = 0;
  #replies: Reply[] = [];
  #raw: InRecord[] = [];
  #letters: DeadLetter[] = [];
  #looking: (() => void)[] = [];
  #stop: (() => Promise<void>)[] = [];

  private constructor(
    readonly kafka: Kafka,
    readonly dataDir: string,
    readonly participant: string,
    readonly replyTopic: string,
    readonly producer: Producer,
    readonly reader: PartitionReader,
    private running: RunningParticipant,
    private readonly begin: () => Promise<RunningParticipant>,
    private readonly borrowed: boolean,
  ) {}

  static async start(module: Type | DynamicModule, options: TestOptions): Promise<TestParticipant> {
    const kafka = options.kafka ?? memoryKafka();
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'participant-'));
    const replyTopic = `replies-${process.pid}-${(started += 1)}-${Date.now()}`;
    await kafka.ensureTopics([{ topic: replyTopic, partitions: 1, config: {} }]);
    const begin = () =>
      bootstrapParticipant(module, {
        logger: false,
        port: false,
        commitIntervalMs: 5,
        // Whatever the environment says: SQLite, unless the test says otherwise.
        databaseUrl: '',
        ...options,
        kafka: options.connect?.() ?? kafka,
        dataDir,
      });
    const running = await begin();
    const reader = await kafka.reader([replyTopic, deadLettersTopic(options.participant)]);
    const test = new TestParticipant(
      kafka,
      dataDir,
      options.participant,
      replyTopic,
      await kafka.producer(),
      reader,
      running,
      begin,
      options.kafka !== undefined,
    );
    await test.#follow();
    return test;
  }

  get app() {
    return this.running.app;
  }

  get url() {
    return this.running.url;
  }

  get database(): Database {
    return this.running.app.get(Database);
  }

  get replies(): readonly Reply[] {
    return this.#replies;
  }

  /** The replies with their keys and headers. */
  get replyRecords(): readonly InRecord[] {
    return this.#raw;
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#letters;
  }

  /** A whole command, with an id and a token that no other has. */
  command(name: string, input: Json, said: Said = {}): Command {
    const n = (this.#count += 1);
    const execution = said.execution ?? `test:${this.replyTopic}-${n}`;
    const id = said.id ?? `${execution}/State/1/${said.compensates === undefined ? 'F' : 'C'}`;
    return {
      id,
      command: name,
      attempt: 1,
      execution,
      state: 'State',
      visit: 1,
      taskToken: `${id}#${n}`,
      input,
      replyTo: { topic: this.replyTopic, partition: 0 },
      ...said,
    } as Command;
  }

  /** The undo of a command. */
  undoOf(forward: Command, name: string, said: Said = {}): Command {
    const id = forward.id.replace(/F$/, 'C');
    const input = { input: forward.input, error: { Error: 'Test', Cause: '' } };
    return this.command(name, input, { execution: forward.execution, id, compensates: forward.id, ...said });
  }

  /** Sends commands in one append, so that they arrive as one batch. */
  async send(...commands: Command[]): Promise<void> {
    await this.sendRecords(...commands.map((command) => this.recordOf(command)));
  }

  recordOf(command: Command, headers?: Record<string, string>): OutRecord {
    const topic = commandsTopic(participantOf(command.command));
    return { topic, key: command.execution, value: JSON.stringify(command), ...(headers && { headers }) };
  }

  async sendRecords(...records: OutRecord[]): Promise<void> {
    await this.producer.send(records);
  }

  /** Sends one command and waits for its answer. */
  async ask(command: Command): Promise<Reply> {
    const before = this.repliesTo(command).length;
    await this.send(command);
    return this.replyTo(command, before + 1);
  }

  /** The answers to this attempt so far, heartbeats not counted. */
  repliesTo({ taskToken }: Pick<Command, 'taskToken'>): Reply[] {
    return this.#replies.filter((reply) => reply.taskToken === taskToken && reply.type !== 'SendTaskHeartbeat');
  }

  /** Waits for the nth answer to this attempt. */
  async replyTo(command: Pick<Command, 'taskToken'>, nth = 1): Promise<Reply> {
    await this.until(() => this.repliesTo(command).length >= nth, `answer ${nth} to ${command.taskToken}`);
    return this.repliesTo(command)[nth - 1] as Reply;
  }

  /** Waits for a fact that a record of the replies or the dead letters can make true. */
  async until(fact: () => boolean, what = 'the fact'): Promise<void> {
    const late = AbortSignal.timeout(WAIT_MS);
    while (!fact()) {
      await new Promise<void>((resolve, reject) => {
        const give = () =>
          reject(
            new Error(
              `Waited ${WAIT_MS} ms in vain for ${what}. ${this.#replies.length} replies, the last: ${JSON.stringify(this.#replies.slice(-10))}`,
            ),
          );
        late.addEventListener('abort', give, { once: true });
        this.#looking.push(() => (late.removeEventListener('abort', give), resolve()));
      });
    }
  }

  /** Ends the participant properly and starts it again on the same database. */
  async restart(): Promise<void> {
    await this.running.close();
    this.running = await this.begin();
  }

  /** Starts it again on the same database as if the one before had been killed: that one is left as it is. */
  async startAgain(): Promise<void> {
    this.running = await this.begin();
  }

  async stop(): Promise<void> {
    await this.running.close();
  }

  async close(): Promise<void> {
    await this.running.close();
    for (const stop of this.#stop) await stop();
    await this.reader.close();
    await this.producer.close();
    if (!this.borrowed) await this.kafka.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async #follow(): Promise<void> {
    const letters = deadLettersTopic(this.participant);
    const from = (await this.kafka.offsets(letters))[0]?.end ?? 0;
    const look = () => this.#looking.splice(0).forEach((resolve) => resolve());
    this.#stop.push(
      await this.reader.follow({ topic: this.replyTopic, partition: 0 }, 0, (records) => {
        for (const record of records) {
          this.#raw.push(record);
          this.#replies.push(JSON.parse(String(record.value)) as Reply);
        }
        look();
      }),
      await this.reader.follow({ topic: letters, partition: 0 }, from, (records) => {
        for (const { value, headers } of records) {
          this.#letters.push({
            value: value?.toString(),
            error: String(headers['x-error']),
            reason: String(headers['x-reason']),
          });
        }
        look();
      }),
    );
  }
}

let started = 0;

/** A participant out of handler classes alone. */
export async function participantOfHandlers(
  providers: Provider[],
  options: TestOptions & { readonly imports?: (Type | DynamicModule)[] },
): Promise<TestParticipant> {
  class HandlersModule {}
  class Root {}
  Reflect.defineMetadata('imports', [{ module: HandlersModule, providers, imports: options.imports ?? [] }], Root);
  return TestParticipant.start(Root, options);
}

import {
  answer,
  commandsTopic,
  decode,
  engineTopics,
  entityOf,
  follow,
  isMarker,
  logRecord,
  NOBODY,
  outcome,
  participantTopics,
  type Answer,
  type Decision,
  type DeadLetterHeaders,
  type Json,
  type LogEvent,
  type Marker,
  type Message,
  type Outcome,
} from '#contracts';
import { partitionFor, type InRecord, type Kafka, type OutRecord, type PartitionReader, type Producer } from '#kafka';
import { until } from '#kafka/testing';
import { settingsFrom, type Settings } from '../configuration.js';
import { Orchestrator, type Log } from '../orchestrator.js';

/** One record of the log with what the reader's rule says of it. */
export interface Read {
  readonly offset: number;
  readonly record: Decision | Marker;
  readonly counts: boolean;
}

export interface Counted {
  readonly offset: number;
  readonly decision: Decision;
}

/** An orchestrator as a process of its own, as far as Kafka can see. */
export interface Actor<K extends Kafka = Kafka> {
  readonly kafka: K;
  readonly orchestrator: Orchestrator;
  /** What it told its operator: the sentence and the facts. */
  readonly told: { readonly message: string; readonly facts: object }[];
  close(): Promise<void>;
}

const QUICK: Partial<Settings> = { idleCheckMs: 50, retakeMs: 5, stuckRetryMs: 50, checkpointMs: 50, leaveMs: 200 };

/** Orchestrators, the records they are given and the records they leave, on any broker. */
export class Stage<K extends Kafka = Kafka> {
  readonly settings: Settings;
  readonly #actors = new Set<Actor<K>>();
  readonly #clients = new Set<K>();
  readonly kafka: K;

  private constructor(
    private readonly newClient: () => K,
    settings: Partial<Settings>,
  ) {
    this.kafka = this.connect();
    const { prefix = 't.', partitions = 1 } = settings;
    const defaults = settingsFrom({ BACKSTEP_TOPIC_PREFIX: prefix, BACKSTEP_PARTITIONS: String(partitions) });
    this.settings = { ...defaults, ...QUICK, ...settings };
  }

  #producer!: Producer;
  #reader!: PartitionReader;

  /** A client that is closed with the stage. */
  connect(): K {
    const client = this.newClient();
    this.#clients.add(client);
    return client;
  }

  /** With the engine's topics, and those of a participant if it has a name. */
  static async open<K extends Kafka>(
    connect: () => K,
    settings: Partial<Settings> = {},
    participant?: string,
  ): Promise<Stage<K>> {
    const stage = new Stage(connect, settings);
    const { prefix, partitions, topics } = stage.settings;
    const specs = participant === undefined ? [] : participantTopics(participant, partitions);
    await stage.kafka.ensureTopics([...engineTopics(prefix, partitions), ...specs]);
    stage.#producer = await stage.kafka.producer();
    stage.#reader = await stage.kafka.reader([...Object.values(topics), ...specs.map(({ topic }) => topic)]);
    return stage;
  }

  /** @param now epoch milliseconds */
  async orchestrator(settings: Partial<Settings> = {}, now: () => number = Date.now): Promise<Actor<K>> {
    const actor = this.actor(settings, now);
    await actor.orchestrator.start();
    return actor;
  }

  /** One that has not been started. */
  actor(settings: Partial<Settings> = {}, now: () => number = Date.now, kafka: K = this.connect()): Actor<K> {
    const told: Actor['told'] = [];
    const tell = (facts: object, message: string) => void told.push({ message, facts });
    const log: Log = { info: tell, warn: tell, error: tell };
    const orchestrator = new Orchestrator(kafka, { ...this.settings, ...settings }, log, now);
    const actor: Actor<K> = {
      kafka,
      orchestrator,
      told,
      close: async () => {
        this.#actors.delete(actor);
        await orchestrator.close();
        await kafka.close();
      },
    };
    this.#actors.add(actor);
    return actor;
  }

  /** It is gone as far as this stage is concerned; whoever killed it lets its loops end. */
  forget(actor: Actor<K>): void {
    this.#actors.delete(actor);
    void actor.orchestrator.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#actors].map((actor) => actor.close()));
    await Promise.all([...this.#clients].map((client) => client.close()));
  }

  // What is written

  async send(...messages: readonly Message[]): Promise<void> {
    const { inbox } = this.settings.topics;
    await this.#producer.send(
      messages.map((message) => ({ topic: inbox, key: entityOf(message) ?? null, value: JSON.stringify(message) })),
    );
  }

  /** A value as it is. */
  async sendRaw(value: string | Buffer | null, key: string | Buffer | null = null): Promise<void> {
    await this.#producer.send([{ topic: this.settings.topics.inbox, partition: 0, key, value }]);
  }

  async write(...records: readonly OutRecord[]): Promise<void> {
    await this.#producer.send(records);
  }

  /** Creates a state machine and waits until its definition is out. */
  async define(name: string, definition: object): Promise<void> {
    await this.send({ type: 'CreateStateMachine', name, definition: definition as { [field: string]: Json } });
    await until(`${name} is defined`, async () =>
      (await this.texts(this.settings.topics.definitions)).some((text) => text.includes(`"name":"${name}"`)),
    );
  }

  partitionOf(entity: string): number {
    return partitionFor(entity, this.settings.partitions);
  }

  // What is read

  async records(topic: string, partition?: number): Promise<InRecord[]> {
    const offsets = await this.kafka.offsets(topic);
    const read: InRecord[] = [];
    for (const [p, { start }] of offsets.entries()) {
      if (partition !== undefined && partition !== p) continue;
      await this.#reader.readToEnd({ topic, partition: p }, start, (records) => void read.push(...records));
    }
    return read;
  }

  async texts(topic: string): Promise<string[]> {
    return (await this.records(topic)).map(({ value }) => value?.toString('utf8') ?? '');
  }

  /** The whole log of one partition, by the reader's rule. */
  async log(partition = 0): Promise<Read[]> {
    let current = NOBODY;
    return (await this.records(this.settings.topics.log, partition)).map(({ offset, value }) => {
      const decoded = decode(logRecord, value?.toString('utf8'));
      if (!decoded.ok) throw new Error(`Offset ${offset} of the log: ${decoded.cause}`);
      const behind = follow(current, decoded.value);
      if (behind) current = behind;
      return { offset, record: decoded.value, counts: behind !== undefined };
    });
  }

  async decisions(partition = 0): Promise<Counted[]> {
    return (await this.log(partition)).flatMap(({ offset, record, counts }) =>
      counts && !isMarker(record) ? [{ offset, decision: record }] : [],
    );
  }

  /** What counts of one entity, wherever it is. */
  async events(entity: string): Promise<LogEvent[]> {
    const decisions = await this.decisions(this.partitionOf(entity));
    return decisions.flatMap(({ decision }) => (decision.entity === entity ? decision.events : []));
  }

  async eventTypes(entity: string): Promise<string[]> {
    return (await this.events(entity)).map(({ type }) => type);
  }

  async rejections(): Promise<Extract<LogEvent, { type: 'MessageRejected' }>[]> {
    const all = await Promise.all(Array.from({ length: this.settings.partitions }, (_, p) => this.decisions(p)));
    return all
      .flat()
      .flatMap(({ decision }) => decision.events)
      .filter((event) => event.type === 'MessageRejected');
  }

  async deadLetters(): Promise<({ readonly value: string } & DeadLetterHeaders)[]> {
    return (await this.records(this.settings.topics.deadLetters)).map(({ value, headers }) => {
      const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
      return { ...(texts as unknown as DeadLetterHeaders), value: value?.toString('utf8') ?? '' };
    });
  }

  /** How many outcomes were announced, repeats and starts included; quicker than to read them. */
  async announced(): Promise<number> {
    const offsets = await this.kafka.offsets(this.settings.topics.outcomes);
    return offsets.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  async outcomes(name?: string): Promise<Outcome[]> {
    const all = (await this.texts(this.settings.topics.outcomes)).map((text) => outcome.parse(JSON.parse(text)));
    return name === undefined ? all : all.filter((o) => o.name === name);
  }

  async commands(participant: string): Promise<{ id: string; taskToken: string; attempt: number }[]> {
    return (await this.texts(commandsTopic(participant))).map((text) => JSON.parse(text));
  }

  async answers(topic: string): Promise<Answer[]> {
    return (await this.texts(topic)).map((text) => answer.parse(JSON.parse(text)));
  }

  // What is waited for

  async ended(name: string, status: Outcome['status'] = 'SUCCEEDED', withinMs?: number): Promise<void> {
    await until(
      `${name} ends ${status}`,
      async () => (await this.outcomes(name)).some((o) => o.stopDate !== null && o.status === status),
      withinMs,
    );
  }

  async owned(actor: Actor<K>, withinMs?: number): Promise<void> {
    const { partitions } = this.settings;
    await until(
      'all partitions are owned',
      () => {
        const { owners } = actor.orchestrator;
        return owners.length === partitions && owners.every(({ status }) => status === 'owning');
      },
      withinMs,
    );
  }

  /** Whether every record that is in the inbox now has been decided. */
  async idle(actor: Actor<K>): Promise<boolean> {
    const ends = await this.kafka.offsets(this.settings.topics.inbox);
    return actor.orchestrator.owners.every((owner) => owner.nextInbox >= ends[owner.partition]!.end);
  }

  /** Until every record that is in the inbox now has been decided. */
  async settled(actor: Actor<K>, withinMs?: number): Promise<void> {
    const ends = await this.kafka.offsets(this.settings.topics.inbox);
    await until(
      'the inbox is empty',
      () => actor.orchestrator.owners.every((owner) => owner.nextInbox >= ends[owner.partition]!.end),
      withinMs,
    );
  }
}

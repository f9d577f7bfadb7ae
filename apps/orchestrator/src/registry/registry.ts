import { compile, type StateMachine } from '#asl';
import { decode, definitionRecord, participantTopics, type DefinitionRecord, type MessageOf } from '#contracts';
import { participantsIn } from '#engine';
import type { InRecord, Kafka, PartitionReader } from '#kafka';

export type Resolved =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly error: string; readonly cause: string };

interface Options {
  readonly topic: string;
  readonly partitions: number;
  readonly onProblem: (message: string, error?: unknown) => void;
  /** How long a start waits for a definition that the topic has and this process has not read yet. */
  readonly patienceMs?: number;
}

/**
 * What this process knows of the topic `definitions`: every version of every state machine, compiled once, when it is
 * first needed.
 */
export class Registry {
  readonly #records = new Map<string, Map<number, DefinitionRecord>>();
  readonly #latest = new Map<string, number>();
  readonly #compiled = new Map<string, StateMachine | undefined>();
  readonly #participants = new Set<string>();
  /** The offset behind the last record read. */
  #position = 0;
  #waiting: { readonly offset: number; readonly resolve: () => void }[] = [];
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly reader: PartitionReader,
    private readonly options: Options,
  ) {}

  /** Reads what is there, then follows. */
  async start(): Promise<void> {
    const at = { topic: this.options.topic, partition: 0 };
    this.#position = await this.reader.readToEnd(at, 0, (records) => this.#take(records));
    await this.#ensureTopics();
    this.#stop = await this.reader.follow(at, this.#position, async (records) => {
      this.#take(records);
      await this.#ensureTopics().catch((error: unknown) => this.options.onProblem('Could not create topics', error));
      this.#wake();
    });
  }

  async close(): Promise<void> {
    await this.#stop?.();
  }

  /** The version that a start gets: the one it asks for, or the latest. Waits for what the topic has already. */
  async resolve(start: MessageOf<'StartExecution'>): Promise<Resolved> {
    const { stateMachine, version, definitionOffset } = start;
    if (definitionOffset !== undefined && definitionOffset >= this.#position)
      await this.#reachEnd(definitionOffset + 1);
    const known = this.#version(stateMachine, version) ?? (await this.#catchUp(stateMachine, version));
    if (known === undefined) {
      const which = version === undefined ? stateMachine : `${stateMachine}, version ${version},`;
      return { ok: false, error: 'StateMachineDoesNotExist', cause: `State machine ${which} does not exist.` };
    }
    if (this.machine(stateMachine, known)) return { ok: true, value: known };
    return { ok: false, error: 'InvalidDefinition', cause: `Version ${known} of ${stateMachine} does not compile.` };
  }

  machine(name: string, version: number): StateMachine | undefined {
    const key = `${name}:${version}`;
    if (this.#compiled.has(key)) return this.#compiled.get(key);
    const record = this.#records.get(name)?.get(version);
    if (!record) return undefined;
    const compiled = compile(record.definition);
    if (!compiled.ok)
      this.options.onProblem(`Version ${version} of state machine ${name} does not compile`, compiled.problems);
    this.#compiled.set(key, compiled.ok ? compiled.machine : undefined);
    return this.#compiled.get(key);
  }

  #version(name: string, wanted: number | undefined): number | undefined {
    if (wanted === undefined) return this.#latest.get(name);
    return this.#records.get(name)?.has(wanted) ? wanted : undefined;
  }

  /** Somebody asks for what is not known: is there more on the topic than this process has read? */
  async #catchUp(name: string, version: number | undefined): Promise<number | undefined> {
    await this.#reachEnd(Infinity);
    return this.#version(name, version);
  }

  /** What is not on the topic yet is not waited for: anybody can make an offset up, and others would wait with him. */
  async #reachEnd(most: number): Promise<void> {
    const [offsets] = await this.kafka.offsets(this.options.topic);
    await this.#reach(Math.min(offsets?.end ?? 0, most));
  }

  /** The machine of an execution that runs: its definition is on the topic, even if this process has not read it yet. */
  async machineOf(name: string, version: number): Promise<StateMachine | undefined> {
    if (!this.#records.get(name)?.has(version)) await this.#catchUp(name, version);
    return this.machine(name, version);
  }

  async #reach(offset: number): Promise<void> {
    if (this.#position >= offset) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      new Promise<void>((resolve) => this.#waiting.push({ offset, resolve })),
      new Promise<void>((resolve) => (timer = setTimeout(resolve, this.options.patienceMs ?? 10_000))),
    ]);
    clearTimeout(timer);
  }

  #wake(): void {
    const reached = this.#waiting.filter(({ offset }) => offset <= this.#position);
    this.#waiting = this.#waiting.filter(({ offset }) => offset > this.#position);
    for (const { resolve } of reached) resolve();
  }

  #take(records: readonly InRecord[]): void {
    for (const record of records) {
      this.#position = record.offset + 1;
      const decoded = decode(definitionRecord, record.value?.toString('utf8'));
      if (!decoded.ok) {
        this.options.onProblem(
          `Record ${record.offset} of ${this.options.topic} is not a definition: ${decoded.cause}`,
        );
        continue;
      }
      const { name, version } = decoded.value;
      const versions = this.#records.get(name) ?? new Map<number, DefinitionRecord>();
      this.#records.set(name, versions.set(version, decoded.value));
      this.#latest.set(name, Math.max(version, this.#latest.get(name) ?? 0));
    }
  }

  /** A participant that was never started has no topic yet; commands for it have to wait somewhere. */
  async #ensureTopics(): Promise<void> {
    const wanted = [...this.#records.values()].flatMap((versions) =>
      [...versions.values()].flatMap(({ definition }) => [...participantsIn(definition)]),
    );
    const fresh = [...new Set(wanted)].filter((participant) => !this.#participants.has(participant));
    if (fresh.length === 0) return;
    const specs = fresh.flatMap((participant) => participantTopics(participant, this.options.partitions));
    const there = new Set((await this.kafka.describeTopics(specs.map(({ topic }) => topic))).map(({ topic }) => topic));
    await this.kafka.ensureTopics(specs.filter(({ topic }) => !there.has(topic)));
    for (const participant of fresh) this.#participants.add(participant);
  }
}

import { compile, type StateMachine } from '#asl';
import {
  decode,
  definitionsRecord,
  isDefinition,
  participantTopics,
  stateMachineArn,
  stateMachineVersionArn,
  type ArnScope,
  type DefinitionRecord,
  type MessageOf,
  type StateMachineRecord,
} from '#contracts';
import { participantsIn } from '#engine';
import type { InRecord, Kafka, PartitionReader } from '#kafka';

/** What an execution starts with. */
export interface Resolution {
  readonly version: number;
  /** The published version that it was started by, or that its alias led to. */
  readonly versionNumber?: number;
  readonly roleArn?: string;
  readonly machineType?: 'EXPRESS';
}

export type Resolved =
  | { readonly ok: true; readonly value: Resolution }
  | { readonly ok: false; readonly error: string; readonly cause: string };

interface Options {
  readonly topic: string;
  readonly partitions: number;
  readonly arns: ArnScope;
  /** Participants that have their topics whoever names them. */
  readonly builtIn?: readonly string[];
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
  readonly #leads = new Map<string, StateMachineRecord>();
  /** Those that definitions name, and those that have their topics. */
  readonly #named = new Set<string>();
  readonly #participants = new Set<string>();
  /** The offset behind the last record read. */
  #position = 0;
  #waiting: { readonly offset: number; readonly resolve: () => void }[] = [];
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly reader: PartitionReader,
    private readonly options: Options,
  ) {
    for (const participant of options.builtIn ?? []) this.#named.add(participant);
  }

  /** Whether commands can wait for this participant: a definition names it. */
  names(participant: string): boolean {
    return this.#named.has(participant);
  }

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

  /**
   * The version that a start gets: the one it asks for, by its number or an alias too, or the latest. Waits for what the
   * topic has already.
   * @param random which of an alias's two versions it is
   */
  async resolve(start: MessageOf<'StartExecution'>, random: number): Promise<Resolved> {
    const { stateMachine, definitionOffset } = start;
    if (definitionOffset !== undefined && definitionOffset >= this.#position)
      await this.#reachEnd(definitionOffset + 1);
    const known = this.#find(start, random) ?? (await this.#catchUp(() => this.#find(start, random)));
    if (known === undefined) return this.#doesNotExist(start);
    const { version } = known;
    if (this.machine(stateMachine, version)) return { ok: true, value: known };
    return { ok: false, error: 'InvalidDefinition', cause: `Version ${version} of ${stateMachine} does not compile.` };
  }

  #doesNotExist({ stateMachine, version, versionNumber, alias }: MessageOf<'StartExecution'>): Resolved {
    const { arns } = this.options;
    const arn =
      versionNumber === undefined
        ? `${stateMachineArn(stateMachine, arns)}${alias === undefined ? '' : `:${alias}`}`
        : stateMachineVersionArn(stateMachine, versionNumber, arns);
    const which = version === undefined ? '' : ` (version ${version})`;
    return { ok: false, error: 'StateMachineDoesNotExist', cause: `State Machine Does Not Exist: '${arn}'${which}` };
  }

  /** How often what leads to the revisions of a state machine had changed when the topic last heard of it. */
  changesOf(name: string): number {
    return this.#leads.get(name)?.changes ?? 0;
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

  #find(start: MessageOf<'StartExecution'>, random: number): Resolution | undefined {
    const leads = this.#leads.get(start.stateMachine);
    const number = start.version === undefined ? numberOf(start, leads, random) : start.versionNumber;
    const version = start.version ?? this.#versionOf(start, number);
    // A number after a delete is of a new state machine of this name.
    if (version === undefined) return undefined;
    if (version <= (leads?.deleted ?? 0) && start.evenDeleted !== true) return undefined;
    const record = this.#records.get(start.stateMachine)?.get(version);
    if (!record) return undefined;
    const { roleArn, machineType } = record;
    return {
      version,
      ...(number !== undefined && { versionNumber: number }),
      ...(roleArn !== undefined && { roleArn }),
      ...(machineType === 'EXPRESS' && { machineType }),
    };
  }

  #versionOf({ stateMachine, versionNumber, alias }: MessageOf<'StartExecution'>, number: number | undefined) {
    if (versionNumber === undefined && alias === undefined) return this.#latest.get(stateMachine);
    return this.#leads.get(stateMachine)?.versions.find((it) => it.number === number)?.version;
  }

  /** Somebody asks for what is not known: is there more on the topic than this process has read? */
  async #catchUp<T>(look: () => T): Promise<T> {
    await this.#reachEnd(Infinity);
    return look();
  }

  /** What is not on the topic yet is not waited for: anybody can make an offset up, and others would wait with him. */
  async #reachEnd(most: number): Promise<void> {
    const [offsets] = await this.kafka.offsets(this.options.topic);
    await this.#reach(Math.min(offsets?.end ?? 0, most));
  }

  /** The machine of an execution that runs: its definition is on the topic, even if this process has not read it yet. */
  async machineOf(name: string, version: number): Promise<StateMachine | undefined> {
    if (!this.#records.get(name)?.has(version)) await this.#reachEnd(Infinity);
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
      const decoded = decode(definitionsRecord, record.value?.toString('utf8'));
      if (!decoded.ok) {
        this.options.onProblem(
          `Record ${record.offset} of ${this.options.topic} is not a definition: ${decoded.cause}`,
        );
        continue;
      }
      if (!isDefinition(decoded.value)) {
        this.#lead(decoded.value);
        continue;
      }
      const { name, version } = decoded.value;
      for (const participant of participantsIn(decoded.value.definition)) this.#named.add(participant);
      const versions = this.#records.get(name) ?? new Map<number, DefinitionRecord>();
      this.#records.set(name, versions.set(version, decoded.value));
      this.#latest.set(name, Math.max(version, this.#latest.get(name) ?? 0));
    }
  }

  #lead(record: StateMachineRecord): void {
    if (record.changes > this.changesOf(record.name)) this.#leads.set(record.name, record);
  }

  /** A participant that was never started has no topic yet; commands for it have to wait somewhere. */
  async #ensureTopics(): Promise<void> {
    const fresh = [...this.#named].filter((participant) => !this.#participants.has(participant));
    if (fresh.length === 0) return;
    const specs = fresh.flatMap((participant) => participantTopics(participant, this.options.partitions));
    const there = new Set((await this.kafka.describeTopics(specs.map(({ topic }) => topic))).map(({ topic }) => topic));
    await this.kafka.ensureTopics(specs.filter(({ topic }) => !there.has(topic)));
    for (const participant of fresh) this.#participants.add(participant);
  }
}

/** The published version that a start asks for, itself or by an alias, whose versions get their shares of all starts. */
function numberOf(
  { versionNumber, alias }: MessageOf<'StartExecution'>,
  leads: StateMachineRecord | undefined,
  random: number,
): number | undefined {
  if (versionNumber !== undefined || alias === undefined) return versionNumber;
  let share = random % 100;
  for (const { number, weight } of leads?.aliases.find((it) => it.alias === alias)?.routing ?? []) {
    if (share < weight) return number;
    share -= weight;
  }
  return undefined;
}

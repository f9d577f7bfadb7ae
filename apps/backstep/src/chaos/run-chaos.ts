import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandsTopic, engineTopics, participantTopics, topicsOf, type Topics } from '#contracts';
import { connectKafka, startLocalBroker, type Kafka, type Producer } from '#kafka';
import { verifyTopics } from '../verify/verify-topics.js';
import { Dice } from './dice.js';
import { judge, type Fault } from './judge.js';
import { Killer } from './killer.js';
import { readLedger } from './ledger.js';
import { MACHINES } from './machines.js';
import type { ChaosOptions } from './options.js';
import { Publisher } from './publisher.js';
import { Repeater } from './repeater.js';
import { drawSaga, stockFor, type Saga } from './sagas.js';
import type { Told } from './tale.js';
import { Victim } from './victim.js';
import { Watcher } from './watcher.js';

const ORCHESTRATOR = new URL('../../../orchestrator/src/main.js', import.meta.url);
const FORGETS = new URL('./forgets-states.js', import.meta.url);
const SERVICES = ['user', 'order', 'notification', 'journal'] as const;

/** What the run tells of itself while it goes on. */
export interface Narrator {
  say(text: string): void;
  progress(state: { readonly started: number; readonly ended: number; readonly blows: number }): void;
}

export interface ChaosResult {
  readonly ok: boolean;
  readonly seed: string;
  readonly seconds: number;
  readonly brokers: string;
  readonly prefix: string;
  readonly dataDir: string;
  readonly sagas: number;
  /** Ends, by the event. */
  readonly ends: Readonly<Record<string, number>>;
  readonly blows: Readonly<Record<string, number>>;
  readonly published: { readonly starts: number; readonly repeats: number; readonly stops: number };
  readonly republished: Readonly<Record<'messages' | 'commands' | 'appends', number>>;
  readonly log: { readonly decisions: number; readonly takeOvers: number; readonly void: number };
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Written by an owner that was none any more: the log does not reject the message. */
  readonly unfoundedDeadLetters: number;
  readonly undone: number;
  readonly faults: readonly (Fault | { readonly kind: string; readonly execution?: string; readonly says: string })[];
}

/**
 * Sagas on a real Kafka while their orchestrators and services are killed; at the end what was asked for, what the log
 * says and what is in the databases are compared.
 */
export async function runChaos(options: ChaosOptions & { dataDir: string }, narrator: Narrator): Promise<ChaosResult> {
  const brokers = await brokersFor(options, narrator);
  const kafka = connectKafka({ brokers: brokers.addresses, clientId: 'chaos' });
  const run = new ChaosRun(options, narrator, kafka, brokers.addresses.join(','));
  try {
    return await run.run();
  } finally {
    await run.end();
    await kafka.close();
    await brokers.stop();
  }
}

/** The services' topics have no prefix, so a broker that others use too is none for chaos. */
async function brokersFor({ brokers, dataDir }: ChaosOptions & { dataDir: string }, { say }: Narrator) {
  if (brokers !== undefined) return { addresses: brokers.split(','), stop: async () => {} };
  const broker = await startLocalBroker({ dataDir: join(dataDir, 'kafka'), onProgress: say });
  return { addresses: broker.brokers, stop: () => broker.stop() };
}

class ChaosRun {
  readonly #prefix: string;
  readonly #name: string;
  readonly #topics: Topics;
  readonly #sagas: readonly Saga[];
  readonly #victims: { orchestrators: Victim[]; services: Victim[] };
  readonly #deaths: string[] = [];
  readonly #began = Date.now();
  #watcher!: Watcher;

  constructor(
    private readonly options: ChaosOptions & { dataDir: string },
    private readonly narrator: Narrator,
    private readonly kafka: Kafka,
    private readonly brokers: string,
  ) {
    this.#name = `c${this.#began.toString(36)}`;
    this.#prefix = `chaos-${this.#name}.`;
    this.#topics = topicsOf(this.#prefix);
    const dice = new Dice(options.seed, 'sagas');
    this.#sagas = Array.from({ length: options.sagas }, (_, n) => drawSaga(dice, this.#name, n, options.machines));
    this.#victims = this.#makeVictims();
  }

  async run(): Promise<ChaosResult> {
    const { options, kafka, narrator } = this;
    const { seed, partitions, share, topics } = { ...options, share: options.repeat, topics: this.#topics };
    await this.#prepareTopics();
    this.#watcher = await Watcher.start(kafka, topics);
    const producer = await kafka.producer({ timeoutMs: 60_000 });
    for (const victim of this.#all) victim.start();
    await this.#define(producer);
    const publisher = new Publisher({ producer, topics, partitions, dice: new Dice(seed, 'publisher') });
    const commandTopics = SERVICES.map(commandsTopic);
    const dice = new Dice(seed, 'repeater');
    const repeater = new Repeater({ ...topics, kafka, producer, commandTopics, share, dice });
    await repeater.start();
    const killer = new Killer({
      ...this.#victims,
      every: options.killEvery,
      sessionMs: options.sessionMs,
      dice: new Dice(seed, 'killer'),
      say: (text) => narrator.say(text),
    });
    const ticking = setInterval(() => this.#progress(publisher, killer), 200);
    try {
      killer.start();
      await publisher.publish(this.#sagas, options.rate);
      narrator.say(`All ${options.sagas} starts are published`);
      await publisher.flushed();
      await killer.stop();
      narrator.say('The blows have ended; waiting for the rest');
      await this.#allEnded();
      await repeater.stop();
      await this.#quiet(commandTopics);
    } finally {
      clearInterval(ticking);
      await killer.stop();
    }
    this.#progress(publisher, killer);
    await this.end();
    const faults = await this.#faults();
    return this.#result(publisher, repeater, killer, faults);
  }

  async end(): Promise<void> {
    await Promise.all(this.#all.map((victim) => victim.end()));
  }

  get #all(): Victim[] {
    return [...this.#victims.orchestrators, ...this.#victims.services];
  }

  #makeVictims() {
    const { options, brokers } = this;
    const env = {
      ...process.env,
      KAFKA_BROKERS: brokers,
      BACKSTEP_TOPIC_PREFIX: this.#prefix,
      BACKSTEP_GROUP: this.#prefix,
      BACKSTEP_PARTITIONS: String(options.partitions),
      BACKSTEP_SESSION_TIMEOUT_MS: String(options.sessionMs),
      BACKSTEP_CHECKPOINT_SECONDS: '1',
      BACKSTEP_DATA_DIR: options.dataDir,
      BACKSTEP_SYNCHRONOUS: 'normal',
      DATABASE_URL: '',
      ORDER_STOCK: JSON.stringify(stockFor(options.sagas)),
      CHAOS_SESSION_MS: String(options.sessionMs),
      CHAOS_SEED: options.seed,
      CHAOS_REFUSE: String(options.refuse),
      CHAOS_THROW: String(options.throw),
      CHAOS_LATE: String(options.late),
      CHAOS_DELAY_MS: String(options.delayMs),
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      PORT: '0',
    };
    mkdirSync(options.dataDir, { recursive: true });
    const victim = (name: string, script: URL, args: string[], imports: URL[] = []) =>
      new Victim({
        name,
        script,
        args,
        imports,
        env,
        logFile: join(options.dataDir, `${name}.log`),
        onDeath: this.#onDeath,
      });
    return {
      orchestrators: Array.from({ length: options.orchestrators }, (_, i) =>
        victim(`orchestrator-${i + 1}`, ORCHESTRATOR, [], options.forget ? [FORGETS] : []),
      ),
      services: SERVICES.map((name) => victim(name, new URL('./service.js', import.meta.url), [name])),
    };
  }

  readonly #onDeath = (victim: Victim, how: string): void => {
    this.#deaths.push(`${victim.name} ended by itself (${how}); its log is ${victim.name}.log.`);
    this.narrator.say(this.#deaths.at(-1)!);
    setTimeout(() => victim.start(), 500).unref();
  };

  async #prepareTopics(): Promise<void> {
    const { partitions } = this.options;
    await this.kafka.ensureTopics(engineTopics(this.#prefix, partitions));
    await this.kafka.ensureTopics(SERVICES.flatMap((service) => participantTopics(service, partitions)));
  }

  async #define(producer: Producer): Promise<void> {
    const machines = Object.entries(MACHINES);
    await producer.send(
      machines.map(([name, definition]) => ({
        topic: this.#topics.inbox,
        key: name,
        value: JSON.stringify({ type: 'CreateStateMachine', name, definition }),
      })),
    );
    await this.#until(60, 'the state machines are defined', async () => {
      const [definitions] = await this.kafka.offsets(this.#topics.definitions);
      return (definitions?.end ?? 0) >= machines.length;
    });
  }

  async #allEnded(): Promise<void> {
    const tags = new Set(this.#sagas.map(({ tag }) => tag));
    // What has not ended then is a fault like any other, and told as one.
    await this.#until(this.options.wait, 'all have ended', () => this.#watcher.openOf(tags) === 0).catch(
      (error: Error) => this.narrator.say(error.message),
    );
  }

  /** Nothing comes any more on any topic: what was repeated last has been answered too. */
  async #quiet(commandTopics: readonly string[]): Promise<void> {
    const topics = [this.#topics.inbox, this.#topics.log, this.#topics.outcomes, ...commandTopics];
    let before = '';
    let since = Date.now();
    const quiet = async () => {
      const ends = await Promise.all(topics.map((topic) => this.kafka.offsets(topic)));
      const now = JSON.stringify(ends.map((offsets) => offsets.map(({ end }) => end)));
      if (now !== before) since = Date.now();
      before = now;
      return Date.now() - since > 2_000 && (await this.#watcher.isUpToDate());
    };
    await this.#until(30, 'all is quiet', quiet).catch((error: Error) => this.narrator.say(error.message));
  }

  async #until(seconds: number, what: string, fact: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + seconds * 1_000; !(await fact()); await pause(200))
      if (Date.now() > end) throw new Error(`Within ${seconds} s it did not come true that ${what}.`);
  }

  #progress({ stats }: Publisher, { total }: Killer): void {
    this.narrator.progress({ started: stats.starts, ended: this.#watcher.tale.ended, blows: total });
  }

  async #faults(): Promise<ChaosResult['faults']> {
    const watcher = this.#watcher;
    const faults: { kind: string; execution?: string; says: string }[] = judge({
      sagas: this.#sagas,
      executions: watcher.tale.executions,
      announced: watcher.announced,
      ledger: readLedger(this.options.dataDir),
      stockBefore: stockFor(this.options.sagas),
    });
    for (const says of this.#deaths) faults.push({ kind: 'DIED', says });
    for (const [place, error] of watcher.tale.rejected) {
      if (!ALLOWED_REJECTIONS.has(error))
        faults.push({ kind: 'WRONG', says: `Message ${place} was rejected: ${error}.` });
      if (!watcher.deadOffsets.has(place))
        faults.push({ kind: 'LOST', says: `Message ${place} was rejected (${error}) and is not on the dead letters.` });
    }
    const { findings } = await verifyTopics({
      kafka: this.kafka,
      prefix: this.#prefix,
      rememberMs: 86_400_000,
      allEnded: true,
      progress: () => {},
    });
    for (const { rule, says, execution } of findings)
      faults.push({ kind: `verify ${rule}`, says, ...(execution === undefined ? {} : { execution }) });
    this.#keepStories(faults);
    return faults;
  }

  #unfounded(): number {
    const { deadOffsets, tale } = this.#watcher;
    return [...deadOffsets].filter((place) => !tale.rejected.has(place)).length;
  }

  /** The histories of all that went wrong, to be read when the broker is long gone. */
  #keepStories(faults: readonly { execution?: string }[]): void {
    const folder = join(this.options.dataDir, 'histories');
    for (const id of new Set(faults.map(({ execution }) => execution))) {
      const told: Told | undefined = this.#watcher.tale.executions.get(id ?? '');
      if (!told) continue;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${told.id.replace(':', '_')}.json`), JSON.stringify(told.events, null, 1));
    }
  }

  #result(publisher: Publisher, repeater: Repeater, killer: Killer, faults: ChaosResult['faults']): ChaosResult {
    const executions = [...this.#watcher.tale.executions.values()];
    const ends: Record<string, number> = {};
    for (const told of executions) for (const { type } of told.ends) ends[type] = (ends[type] ?? 0) + 1;
    return {
      ok: faults.length === 0,
      seed: this.options.seed,
      seconds: Math.round((Date.now() - this.#began) / 100) / 10,
      brokers: this.brokers,
      prefix: this.#prefix,
      dataDir: this.options.dataDir,
      sagas: this.#sagas.length,
      ends,
      blows: killer.blows,
      published: publisher.stats,
      republished: repeater.stats,
      log: this.#watcher.tale.stats,
      deadLetters: this.#watcher.deadLetters,
      unfoundedDeadLetters: this.#unfounded(),
      undone: executions.flatMap(({ steps }) => [...steps.values()]).filter(({ undone }) => undone).length,
      faults,
    };
  }
}

/** Starts and stops that come after the end are refused and kept, as they have to be. */
const ALLOWED_REJECTIONS: ReadonlySet<string> = new Set(['ExecutionAlreadyExists', 'ExecutionDoesNotExist']);

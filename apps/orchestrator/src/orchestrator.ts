import { setTimeout as pause } from 'node:timers/promises';
import { engineTopics } from '#contracts';
import {
  LogWriter,
  TopicMismatch,
  type GroupConsumer,
  type InRecord,
  type Kafka,
  type PartitionReader,
  type TopicPartition,
} from '#kafka';
import type { Settings } from './configuration.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { OwnerMetrics } from './metrics/owner-metrics.js';
import { PartitionOwner } from './ownership/partition-owner.js';
import type { Report, Shared } from './ownership/shared.js';
import { Catalogue } from './registry/catalogue.js';
import { lambdaRoute } from './registry/lambda-route.js';
import { Registry } from './registry/registry.js';

export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

const COMMIT_MS = 2_000;
const REJOIN_MS = 500;
/** How long one request may take that can be repeated. */
const DISPATCH_MS = 5_000;

/** The only writer of the log: an owner for each partition that the consumer group assigns to this process. */
export class Orchestrator {
  readonly #owners = new Map<number, PartitionOwner>();
  #shared: Shared | undefined;
  #catalogue: Catalogue | undefined;
  #group: Promise<GroupConsumer> | undefined;
  #timers: NodeJS.Timeout[] = [];
  #closing = false;
  readonly #metrics = new OwnerMetrics();

  constructor(
    private readonly kafka: Kafka,
    readonly settings: Settings,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /** Creates the topics that are not there and joins the group. */
  async start(): Promise<void> {
    const { kafka, settings } = this;
    await this.#ensureTopics();
    const { log: logTopic, checkpoints, definitions, inbox, catalogue: catalogueTopic } = settings.topics;
    const reader = await kafka.reader([logTopic, checkpoints, inbox]);
    const registry = await this.#openRegistry(await kafka.reader([definitions]));
    const catalogue = new Catalogue(await kafka.reader([catalogueTopic]), catalogueTopic);
    await catalogue.start();
    this.#catalogue = catalogue;
    this.#shared = {
      settings,
      reader,
      registry,
      route: lambdaRoute({ catalogue, registry, lambda: settings.lambda }),
      logWriter: new LogWriter(() => kafka.producer({ idempotent: true })),
      checkpointWriter: new LogWriter(() => kafka.producer({ idempotent: true })),
      dispatcher: new Dispatcher({
        newProducer: () => kafka.producer({ timeoutMs: DISPATCH_MS }),
        onRefused: (topic, error) =>
          this.log.warn({ topic, error: String(error) }, 'A topic refuses records; trying on'),
      }),
      report: this.#report(),
      now: this.now,
    };
    this.#group = this.#join();
    await this.#group;
    this.#timers.push(setInterval(() => void this.#idleCheck(), settings.idleCheckMs));
    this.#timers.push(setInterval(() => void this.#commit(), COMMIT_MS));
    for (const timer of this.#timers) timer.unref();
  }

  /** The partitions of this process. */
  get owners(): readonly PartitionOwner[] {
    return [...this.#owners.values()];
  }

  /** As Prometheus reads them. */
  async metrics(): Promise<{ readonly contentType: string; readonly text: string }> {
    const offsets = await this.kafka.offsets(this.settings.topics.inbox).catch(() => undefined);
    const ends = offsets?.map(({ end }) => end);
    return { contentType: this.#metrics.contentType, text: await this.#metrics.text(this.owners, ends) };
  }

  /** Finishes what is under way, leaves checkpoints and the group. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    for (const timer of this.#timers) clearInterval(timer);
    const { leaveMs } = this.settings;
    // A broker that is away must not keep the process: the log knows what is not finished.
    await within(leaveMs * 2, Promise.all(this.owners.map((owner) => owner.stop(true))));
    await within(leaveMs, this.#commit());
    await within(leaveMs, (async () => (await this.#group)?.close())());
    if (!this.#shared) return;
    const { dispatcher, logWriter, checkpointWriter, registry, reader } = this.#shared;
    const parts = [
      dispatcher,
      logWriter,
      checkpointWriter,
      registry,
      reader,
      ...(this.#catalogue ? [this.#catalogue] : []),
    ];
    await within(leaveMs, Promise.all(parts.map((part) => part.close())));
  }

  async #ensureTopics(): Promise<void> {
    const { prefix, partitions, topics } = this.settings;
    try {
      await this.kafka.ensureTopics(engineTopics(prefix, partitions));
    } catch (error) {
      if (!(error instanceof TopicMismatch)) throw error;
      const hint = `${topics.inbox}, ${topics.log} and ${topics.checkpoints} need the same number of partitions, which is fixed at creation.`;
      throw new TopicMismatch(
        `${error.message} ${hint} Set BACKSTEP_PARTITIONS to the number that they have, or choose another BACKSTEP_TOPIC_PREFIX.`,
        { cause: error },
      );
    }
  }

  async #openRegistry(reader: PartitionReader): Promise<Registry> {
    const registry = new Registry(this.kafka, reader, {
      topic: this.settings.topics.definitions,
      partitions: this.settings.partitions,
      arns: this.settings.arns,
      builtIn: this.settings.lambda ? ['lambda'] : [],
      onProblem: (message, error) => this.log.error({ error }, message),
    });
    await registry.start();
    return registry;
  }

  #join(): Promise<GroupConsumer> {
    const { groupId, topics, sessionTimeoutMs } = this.settings;
    return this.kafka.join(
      { groupId, topics: [topics.inbox], from: 'told', sessionTimeoutMs },
      {
        onAssigned: (partitions) => this.#assign(partitions),
        onRecords: ({ partition }, records) => this.#take(partition, records),
        onCrash: (error) => void this.#joinAgain(error),
      },
    );
  }

  /** The client gave the group up: others have the partitions, or will have them. */
  async #joinAgain(reason: unknown): Promise<void> {
    this.log.error({ error: String(reason) }, 'The consumer gave up; joining the group again');
    this.#assign([]);
    await pause(REJOIN_MS);
    if (this.#closing) return;
    this.#group = this.#join();
    await this.#group.catch((error: unknown) => this.#joinAgain(error));
  }

  #take(partition: number, records: readonly InRecord[]): void | Promise<void> {
    return this.#owners.get(partition)?.take(records);
  }

  #assign(partitions: readonly TopicPartition[]): void {
    if (this.#closing || !this.#shared) return;
    const assigned = new Set(partitions.map(({ partition }) => partition));
    for (const [partition, owner] of this.#owners) {
      if (assigned.has(partition)) continue;
      this.#owners.delete(partition);
      void owner.stop(false);
    }
    for (const partition of assigned) {
      if (this.#owners.has(partition)) continue;
      const at = { topic: this.settings.topics.inbox, partition };
      const start = async (offset: number) => (await this.#group)?.start(at, offset);
      this.#owners.set(partition, new PartitionOwner(partition, this.#shared, start));
    }
  }

  /** O7: one request for all partitions that have been quiet for a while. */
  async #idleCheck(): Promise<void> {
    const idle = this.owners.filter((owner) => owner.isIdle(this.now()));
    if (idle.length === 0) return;
    const offsets = await this.kafka.offsets(this.settings.topics.log).catch(() => undefined);
    for (const owner of idle) {
      const end = offsets?.[owner.partition]?.end;
      if (end !== undefined) owner.sawLogEnd(end);
    }
  }

  /** Committed offsets are for lag displays only; the log says where the inbox goes on. */
  async #commit(): Promise<void> {
    const { inbox } = this.settings.topics;
    const offsets = this.owners
      .filter(({ status }) => status === 'owning' || status === 'stopped')
      .map(({ partition, nextInbox }) => ({ topic: inbox, partition, offset: nextInbox }));
    if (offsets.length > 0) await this.#group?.then((group) => group.commit(offsets)).catch(() => undefined);
  }

  #report(): Report {
    return this.#metrics.counting({
      tookOver: (partition, facts) => this.log.info({ partition, ...facts }, 'Took over a partition'),
      steppedDown: (partition, error) =>
        this.log.warn({ partition, because: String(error) }, 'Stepped down; taking over again'),
      stuck: (partition, error) => this.log.error({ partition, because: String(error) }, 'Cannot own this partition'),
    });
  }
}

/** For so long, and whatever becomes of it. */
async function within(ms: number, task: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([
    task.catch(() => undefined),
    pause(ms, undefined, { signal: enough.signal }).catch(() => undefined),
  ]);
  enough.abort();
}

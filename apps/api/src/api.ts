import { engineTopics } from '#contracts';
import type { Kafka } from '#kafka';
import { openViews, type Views } from '#views';
import type { Door } from './access/door.js';
import { doorFor, isOpen } from './access/door-for.js';
import { Arns } from './arns/arns.js';
import { Inbox } from './asking/inbox.js';
import type { Settings } from './configuration.js';
import { DAY_MS, keepPruned } from './projector/retention.js';
import { Projector } from './projector/projector.js';
import { ApiMetrics } from './metrics/api-metrics.js';
import { sends } from './operator/operator-sends.js';
import type { OperatorService } from './operator/operator-service.js';
import type { Service } from './step-functions/operation.js';

export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

interface Running {
  readonly service: OperatorService;
  readonly views: Views;
  metrics(): Promise<MetricsText>;
  /** Why the views do not follow the log at present. */
  failure(): Error | undefined;
  close(): Promise<void>;
}

/** What the operations work with, from its start to its end. */
export class Api {
  readonly door: Door;
  readonly #closing = new AbortController();
  #running: Running | undefined;

  constructor(
    private readonly kafka: Kafka,
    readonly settings: Settings,
    readonly log: Log,
  ) {
    this.door = doorFor(settings);
  }

  /** Aborted when this process ends: whoever waits for something is sent away. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  get service(): Service {
    return this.operator;
  }

  get operator(): OperatorService {
    return this.#started.service;
  }

  /** As Prometheus reads them. */
  metrics(): Promise<MetricsText> {
    return this.#started.metrics();
  }

  get #started(): Running {
    if (!this.#running) throw new Error('The API has not started.');
    return this.#running;
  }

  isAway(error: unknown): boolean {
    return this.#running?.views.isAway(error) ?? false;
  }

  /** Creates the topics that are not there, opens the views and follows the log. */
  async start(): Promise<void> {
    const { kafka, settings, log } = this;
    const { prefix, partitions, topics, arns, dataDir, databaseUrl, answerMs: withinMs } = settings;
    if (isOpen(settings))
      log.warn(
        { host: settings.host },
        'Access is open: whoever reaches this address may read and change everything. BACKSTEP_ACCESS_KEYS asks for keys, BACKSTEP_OIDC_ISSUER for tokens',
      );
    await kafka.ensureTopics(engineTopics(prefix, partitions));
    const onProblem = (problem: object) => log.error(problem, 'A decision could not be projected');
    const views = await openViews({ databaseUrl, dataDir, arns, onProblem });
    const metrics = new ApiMetrics(Date.now());
    const { onTaken, onWritten } = metrics;
    const projector = await Projector.start({ kafka, views, log: topics.log, logger: log, onTaken, onWritten });
    const inbox = await Inbox.open(kafka, { topics, views: projector, withinMs });
    const producer = await kafka.producer({ timeoutMs: withinMs });
    const { keepDays: days } = settings;
    const pruning = days === undefined ? undefined : keepPruned({ views, days, logger: log, signal: this.closing });
    const close = async () => {
      await pruning;
      await inbox.close();
      await producer.close();
      await projector.stop();
      await views.close();
    };
    this.#running = {
      service: {
        views,
        arns: new Arns(arns),
        inbox,
        changes: projector.live,
        now: Date.now,
        live: projector.live,
        kafka,
        topics,
        positions: () => views.positions(),
        send: sends(producer),
        rebuild: async (said) => {
          log.warn(said, 'The views are emptied and filled from the log again');
          await projector.beginAgain();
          return (await projector.lag()).reduce((sum, { records }) => sum + records, 0);
        },
        prune: async (days, said) => {
          log.warn({ days, ...said }, 'The views forget executions that ended so many days ago');
          return views.prune(Date.now() - days * DAY_MS);
        },
      },
      views,
      metrics: async () => ({
        contentType: metrics.contentType,
        text: await metrics.text({ kafka, views, projector, deadLetters: topics.deadLetters }),
      }),
      failure: () => projector.failure,
      close,
    };
  }

  /** @throws Error if a question cannot be answered now. */
  async check(): Promise<void> {
    if (!this.#running || this.closing.aborted) throw new Error('The API has not started, or is ending.');
    await this.#running.views.positions();
    const failure = this.#running.failure();
    if (failure) throw failure;
  }

  /** Those who wait are sent away; what is under way is finished. */
  async close(): Promise<void> {
    this.#closing.abort();
    const running = this.#running;
    this.#running = undefined;
    await running?.close();
  }
}

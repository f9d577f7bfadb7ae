import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, ExternalContextCreator, MetadataScanner } from '@nestjs/core';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { commandsTopic } from '#contracts';
import { connectKafka, connectOptionsFrom, type Kafka, type Producer } from '#kafka';
import { sessionTimeoutOf, topicPrefixOf } from '../bootstrap/configuration.js';
import { PARTICIPANT_OPTIONS, PARTICIPANT_STORE, type ParticipantOptions } from '../bootstrap/participant-options.js';
import { ensureParticipantTopics } from '../bootstrap/start-up-check.js';
import { announcements } from '../catalogue/announce.js';
import { withChaos } from '../chaos/with-chaos.js';
import { exploreHandlers } from '../handlers/explore-handlers.js';
import type { CommandHandlers } from '../handlers/command-handler.js';
import type { ParticipantStore } from '../inbox/participant.store.js';
import { CommandLane } from './command-lane.js';
import { Committer } from './committer.js';
import { Intake } from './intake.js';
import { Membership } from './membership.js';
import { ReplySender } from './reply-sender.js';
import { ReplyTargets } from './reply-targets.js';
import { DEFAULT_RETRY } from './retry-policy.js';

const GRACE_MS = 10_000;

type Status = 'starting' | 'joined' | 'lost' | 'closed';

interface Running {
  readonly producer: Producer;
  readonly membership: Membership;
  readonly lane: CommandLane;
  readonly intake: Intake;
  readonly sender: ReplySender;
  readonly committer: Committer;
}

/**
 * Nest's custom transport for commands: reads `<participant>.commands` in the consumer group `<participant>`, runs the
 * handlers, and answers on each command's `replyTo`.
 */
@Injectable()
export class BackstepParticipant extends Server<Record<string, never>, Status> implements CustomTransportStrategy {
  override readonly transportId = Symbol.for('backstep');
  readonly #options: ParticipantOptions;
  readonly #store: ParticipantStore;
  #kafka: Kafka | undefined;
  #running: Running | undefined;
  #state: Status = 'starting';

  constructor(
    @Inject(PARTICIPANT_OPTIONS) options: ParticipantOptions,
    @Inject(PARTICIPANT_STORE) store: ParticipantStore,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(ExternalContextCreator) private readonly creator: ExternalContextCreator,
  ) {
    super();
    this.#options = options;
    this.#store = store;
  }

  /** Where it stands, for `GET /health`. */
  get health(): {
    readonly participant: string;
    readonly status: Status;
    readonly partitions: number;
    readonly ongoing: number;
  } {
    return {
      participant: this.#options.participant,
      status: this.#state,
      partitions: this.#running?.membership.assigned.length ?? 0,
      ongoing: this.#running?.lane.ongoing.size ?? 0,
    };
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.#start();
      callback();
    } catch (error) {
      await this.#disconnect();
      callback(error);
    }
  }

  /** Finishes the batch under way, sends its replies, commits, leaves the group. */
  override async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#enter('closed');
    if (running) {
      const { intake, lane, sender, committer, membership, producer } = running;
      intake.close();
      membership.pause();
      await lane.close(this.#options.graceMs ?? GRACE_MS);
      await sender.idle();
      await committer.now();
      committer.close();
      await membership.close();
      await producer.close();
    }
    await this.#disconnect();
  }

  override on(): never {
    throw new Error('BackstepParticipant has no events; its `status` is an observable.');
  }

  override unwrap<T>(): T {
    return this.#kafka as T;
  }

  override addHandler(pattern: unknown): void {
    this.logger.warn(
      `The handler of ${String(pattern)} is not reached through Backstep: commands are handled with @HandlesCommand. ` +
        'If it belongs to another transport, give that one to @MessagePattern or @EventPattern.',
    );
  }

  async #start(): Promise<void> {
    const { discovery, scanner, creator } = this;
    const options = this.#options;
    const { participant } = options;
    const handlers = withChaos(exploreHandlers({ discovery, scanner, creator }, participant), process.env);
    const kafka = (this.#kafka = options.kafka ?? connectKafka(connectionOf(participant)));
    const prefix = topicPrefixOf(options, process.env);
    await ensureParticipantTopics(kafka, options, process.env);
    const producer = await kafka.producer();
    await producer.send(await announcements(participant, handlers, versionOf(options), prefix));
    await this.#join(kafka, producer, handlers);
  }

  async #join(kafka: Kafka, producer: Producer, handlers: CommandHandlers): Promise<void> {
    const {
      participant,
      maxBatch = 500,
      maxLong = 100,
      handlerTimeoutMs = 30_000,
      commitIntervalMs = 200,
      graceMs = GRACE_MS,
    } = this.#options;
    const warn = (message: string, error: unknown) => this.logger.warn(`${message}: ${String(error)}`);
    const sender = new ReplySender(producer);
    const retry = { ...DEFAULT_RETRY, ...this.#options.retry };
    const lane = new CommandLane({
      participant,
      store: this.#store,
      sender,
      retry,
      maxBatch,
      maxLong,
      handlerTimeoutMs,
      abandonAfterMs: graceMs,
      warn,
    });
    const progressed = () => committer.soon();
    const intake = new Intake({
      participant,
      handlers,
      lane,
      sender,
      targets: new ReplyTargets(kafka),
      producer,
      warn,
      progressed,
    });
    const topic = commandsTopic(participant);
    const committer = new Committer(
      topic,
      commitIntervalMs,
      () => intake.toCommit(),
      (error) => warn('An offset was not committed yet', error),
    );
    const groupId = participant;
    const sessionTimeoutMs = sessionTimeoutOf(this.#options, process.env);
    const membership = new Membership(
      kafka,
      { groupId, topics: [topic], from: 'committed', sessionTimeoutMs },
      {
        onAssigned: (partitions) => {
          intake.assigned(partitions);
          committer.forget();
          this.#enter('joined');
        },
        onRecords: (partition, records) => intake.take(partition, records),
        onLost: (error) => {
          warn('Out of the consumer group, joining again', error);
          this.#enter('lost');
        },
      },
    );
    committer.use(membership);
    this.#running = { producer, membership, lane, intake, sender, committer };
    await membership.join();
  }

  #enter(status: Status): void {
    this.#state = status;
    this._status$.next(status);
  }

  async #disconnect(): Promise<void> {
    // A connection that was given is the giver's.
    if (!this.#options.kafka) await this.#kafka?.close();
    this.#kafka = undefined;
  }
}

function connectionOf(participant: string) {
  const options = connectOptionsFrom(process.env);
  return {
    clientId: participant,
    ...options,
    brokers: options.brokers.length > 0 ? options.brokers : ['localhost:9092'],
  };
}

const versionOf = ({ version }: ParticipantOptions): string => version ?? process.env['npm_package_version'] ?? '0.0.0';

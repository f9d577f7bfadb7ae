import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster, Consumer } from 'kafkajs';
import { AssignedPartitions } from '../assigned-partitions.js';
import type { GroupConsumer, GroupHandlers, GroupOptions, TopicPartition } from '../port.js';
import { committedOffsets } from './committed-offsets.js';
import { Fetcher } from './fetching/fetcher.js';
import { groupAssigner, type Owned } from './group-assigner.js';
import { consumerWithCluster, RETRY, type Client } from './kafkajs-client.js';
import { offsetsOf } from './offsets.js';
import { untilConnected } from './until-connected.js';

const DEFAULT_SESSION_MS = 10_000;

/** A broker that has just begun may know of no coordinator for seconds; kafkajs asks for half of one and gives up. */
const NO_COORDINATOR = 'KafkaJSGroupCoordinatorNotFound';
const COORDINATOR_PAUSE_MS = 200;

/**
 * Membership is kafkajs', reading is ours. kafkajs' own reading starts at committed offsets after each join, resets
 * silently where an offset is gone, lets one slow handler stop all partitions, and begins to read a resumed partition
 * only when the fetch under way for the others is over. So to kafkajs every partition is paused for ever, and its loop
 * does nothing but send heartbeats.
 */
export async function joinGroup(
  client: Client,
  options: GroupOptions,
  handlers: GroupHandlers,
): Promise<GroupConsumer> {
  const member = new GroupMember(client, options, handlers, await Fetcher.connect(client, options.topics));
  await member.join();
  return member;
}

class GroupMember implements GroupConsumer {
  private readonly partitions: AssignedPartitions;
  private readonly consumer: Consumer;
  private owned: Owned = { partitions: {}, since: 0 };
  private closing: Promise<void> | undefined;

  constructor(
    private readonly client: Client,
    private readonly options: GroupOptions,
    private readonly handlers: GroupHandlers,
    private readonly fetcher: Fetcher,
  ) {
    const { consumer, cluster } = this.consumerAndCluster();
    this.consumer = consumer;
    this.partitions = new AssignedPartitions(
      options,
      handlers,
      {
        read: (at, from, its) => fetcher.read(at, from, its),
        forget: (cursor) => fetcher.forget(cursor),
        offsets: ({ topic, partition }) =>
          untilConnected(client, 'offsets', async () => (await offsetsOf(cluster, topic, [partition]))[0]!),
        committed: (partitions) =>
          untilConnected(client, 'committed offsets', () => committedOffsets(cluster, options.groupId, partitions)),
      },
      client.logger,
      (error) => this.crashed(error),
    );
  }

  async join(): Promise<void> {
    const { consumer } = this;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment));
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (restart) return;
      if (error.name === NO_COORDINATOR) void this.joinAgain(error);
      else this.crashed(error);
    });
    await this.enter();
  }

  start(at: TopicPartition, offset: number): void {
    this.partitions.start(at, offset);
  }

  pause(at: TopicPartition): void {
    this.partitions.pause(at);
  }

  resume(at: TopicPartition): void {
    this.partitions.resume(at);
  }

  async commit(offsets: readonly (TopicPartition & { readonly offset: number })[]): Promise<void> {
    const ours = offsets.filter((at) => this.partitions.has(at));
    if (ours.length === 0 || this.closing !== undefined) return;
    try {
      await this.consumer.commitOffsets(
        ours.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
      );
    } catch (error) {
      if (this.closing === undefined && !isFenced(error)) throw error;
      this.client.logger.debug({ err: error, groupId: this.options.groupId }, 'A commit came too late');
    }
  }

  /** Waits for the handlers that run, so none of them may wait for it. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  private async leave(): Promise<void> {
    await this.partitions.close();
    await this.fetcher.close();
    await this.consumer.disconnect();
  }

  private async enter(): Promise<void> {
    const { client, consumer, options } = this;
    await untilConnected(client, `group ${options.groupId}`, async () => {
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    });
    if (this.closing === undefined) await consumer.run({ autoCommit: false, eachBatch: async () => {} });
  }

  private async joinAgain(error: Error): Promise<void> {
    const { client, options } = this;
    client.logger.warn({ err: error, groupId: options.groupId }, 'Nobody coordinates the group yet, trying again');
    try {
      await pause(COORDINATOR_PAUSE_MS, undefined, { signal: client.closed });
      await this.enter();
    } catch (again) {
      this.crashed(again as Error);
    }
  }

  private crashed(error: Error): void {
    if (this.closing !== undefined) return;
    this.client.logger.error({ err: error, groupId: this.options.groupId }, 'The consumer gave up');
    this.close().catch((again: unknown) => this.client.logger.debug({ err: again }, 'Leaving the group'));
    this.handlers.onCrash?.(error);
  }

  private joined(assignment: Readonly<Record<string, readonly number[]>>): void {
    if (this.closing !== undefined) return;
    this.consumer.pause(this.options.topics.map((topic) => ({ topic })));
    this.owned = { partitions: assignment, since: Date.now() };
    this.partitions.replace(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    );
  }

  private consumerAndCluster(): { consumer: Consumer; cluster: Cluster } {
    const { client, options } = this;
    const sessionTimeout = options.sessionTimeoutMs ?? DEFAULT_SESSION_MS;
    const heartbeatInterval = Math.max(50, Math.min(500, Math.floor(sessionTimeout / 6)));
    return consumerWithCluster(
      client.kafkajs,
      {
        groupId: options.groupId,
        sessionTimeout,
        heartbeatInterval,
        rebalanceTimeout: Math.max(sessionTimeout, 10_000),
        // With all partitions paused this is not the wait of a fetch but the pause between two looks at the clock.
        maxWaitTimeInMs: Math.min(100, heartbeatInterval),
        retry: { ...RETRY, restartOnFailure: async () => this.closing === undefined },
      },
      groupAssigner(() => this.owned),
    );
  }
}

const FENCED = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
  'UNSTABLE_OFFSET_COMMIT',
]);

/** The group has moved on without this member, or is about to: somebody else commits these partitions now. */
function isFenced(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (FENCED.has((e as { type?: string }).type ?? '')) return true;
  }
  return false;
}

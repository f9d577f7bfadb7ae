import type { Cluster, Consumer } from 'kafkajs';
import type { GroupConsumer, GroupHandlers, GroupOptions, TopicPartition } from '../port.js';
import { OffsetOutOfRange } from '../port.js';
import { limiter, type Limiter } from '../limiter.js';
import type { Cursor } from './fetching/cursor.js';
import { Fetcher } from './fetching/fetcher.js';
import { groupAssigner, type Owned } from './group-assigner.js';
import { committedOffsets } from './committed-offsets.js';
import { consumerWithCluster, RETRY, type Client } from './kafkajs-client.js';
import { offsetsOf } from './offsets.js';
import { untilConnected } from './until-connected.js';

const DEFAULT_SESSION_MS = 10_000;
const REJECTED_PAUSE_MS = { first: 50, longest: 2_000 };

/**
 * Membership is kafkajs', reading is ours. kafkajs' own reading starts at committed offsets after each join, resets
 * silently where an offset is gone, lets one slow handler stop all partitions, and begins to read a resumed partition
 * only when the fetch under way for the others is over. So to kafkajs every partition is paused for ever, and its loop
 * does nothing but send heartbeats.
 *
 * 1. A partition that stays assigned is not touched by a rebalance: its position is its cursor's, not the broker's.
 * 2. With `told`, there is no cursor before `start`.
 * 3. A lost partition's cursor is stopped before `onAssigned` is told.
 */
export async function joinGroup(
  client: Client,
  options: GroupOptions,
  handlers: GroupHandlers,
): Promise<GroupConsumer> {
  const fetcher = await Fetcher.connect(client, options.topics);
  const member = new GroupMember(client, options, handlers, fetcher);
  await member.join();
  return member;
}

class GroupMember implements GroupConsumer {
  private readonly assigned = new Map<string, TopicPartition>();
  private readonly cursors = new Map<string, Cursor>();
  private readonly paused = new Set<string>();
  /** Handlers of partitions that were lost and still run: who gets such a partition again waits for them. */
  private readonly ending = new Map<string, Promise<void>>();
  private readonly limit: Limiter;
  private owned: Owned = { partitions: {}, since: 0 };
  private closing: Promise<void> | undefined;
  private consumer!: Consumer;
  private cluster!: Cluster;

  constructor(
    private readonly client: Client,
    private readonly options: GroupOptions,
    private readonly handlers: GroupHandlers,
    private readonly fetcher: Fetcher,
  ) {
    this.limit = limiter(options.concurrency);
  }

  async join(): Promise<void> {
    const { client, options } = this;
    const sessionTimeout = options.sessionTimeoutMs ?? DEFAULT_SESSION_MS;
    const heartbeatInterval = Math.max(50, Math.min(500, Math.floor(sessionTimeout / 6)));
    const { consumer, cluster } = consumerWithCluster(
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
      groupAssigner(
        () => this.owned,
        () => {},
      ),
    );
    this.consumer = consumer;
    this.cluster = cluster;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment));
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) this.crashed(payload.error);
    });
    await untilConnected(client, `group ${options.groupId}`, async () => {
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    });
    await consumer.run({ autoCommit: false, eachBatch: async () => {} });
  }

  start(at: TopicPartition, offset: number): void {
    const key = keyOf(at);
    if (!this.assigned.has(key) || this.closing !== undefined) return;
    const cursor = this.cursors.get(key);
    if (cursor === undefined) this.cursors.set(key, this.read(at, offset));
    else cursor.seek(offset);
  }

  pause(at: TopicPartition): void {
    const key = keyOf(at);
    if (!this.assigned.has(key)) return;
    this.paused.add(key);
    this.cursors.get(key)?.pause();
  }

  resume(at: TopicPartition): void {
    this.paused.delete(keyOf(at));
    this.cursors.get(keyOf(at))?.resume();
  }

  async commit(offsets: readonly (TopicPartition & { readonly offset: number })[]): Promise<void> {
    const ours = offsets.filter((at) => this.assigned.has(keyOf(at)));
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

  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  private async leave(): Promise<void> {
    this.assigned.clear();
    await this.fetcher.close();
    await this.consumer.disconnect();
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
    const now = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    const keys = new Set(now.map(keyOf));
    for (const key of this.assigned.keys()) if (!keys.has(key)) this.lose(key);
    const fresh = now.filter((at) => !this.assigned.has(keyOf(at)));
    for (const at of now) this.assigned.set(keyOf(at), at);
    this.handlers.onAssigned?.(now);
    if (this.options.from === 'committed' && fresh.length > 0) void this.startFromCommitted(fresh);
  }

  private lose(key: string): void {
    this.assigned.delete(key);
    this.paused.delete(key);
    const cursor = this.cursors.get(key);
    this.cursors.delete(key);
    if (cursor === undefined) return;
    const ended = this.fetcher.forget(cursor).finally(() => {
      if (this.ending.get(key) === ended) this.ending.delete(key);
    });
    this.ending.set(key, ended);
  }

  private async startFromCommitted(partitions: readonly TopicPartition[]): Promise<void> {
    const { client, options, cluster } = this;
    try {
      const offsets = await untilConnected(client, 'committed offsets', () =>
        committedOffsets(cluster, options.groupId, partitions),
      );
      for (const { topic, partition, offset } of offsets) {
        if (!this.cursors.has(keyOf({ topic, partition }))) this.start({ topic, partition }, offset ?? 0);
      }
    } catch (error) {
      this.crashed(error as Error);
    }
  }

  private read(at: TopicPartition, offset: number): Cursor {
    const { handlers, client } = this;
    const before = this.ending.get(keyOf(at));
    let pauseMs = REJECTED_PAUSE_MS.first;
    const cursor = this.fetcher.read(at, offset, {
      onRecords: async (records) => {
        if (before !== undefined) await before;
        await this.limit(() => handlers.onRecords(at, records));
        pauseMs = REJECTED_PAUSE_MS.first;
      },
      onRejected: (error) => {
        client.logger.error({ err: error, ...at }, 'A batch was not handled, it will come again');
        const waitMs = pauseMs;
        pauseMs = Math.min(pauseMs * 2, REJECTED_PAUSE_MS.longest);
        return waitMs;
      },
      onOutOfRange: () => void this.outOfRange(cursor),
    });
    if (this.paused.has(keyOf(at))) cursor.pause();
    return cursor;
  }

  /** Records that expired unread are gone: what is left is read. An offset behind the end belongs to another topic. */
  private async outOfRange(cursor: Cursor): Promise<void> {
    const { client, options, cluster } = this;
    const { at, next, version } = cursor;
    try {
      const [available] = await untilConnected(client, 'offsets', () => offsetsOf(cluster, at.topic, [at.partition]));
      if (cursor.version !== version || cursor.stopped || available === undefined) return;
      const gone = new OffsetOutOfRange(at, next, available);
      if (next > available.end && options.from === 'told') return this.crashed(gone);
      if (next > 0)
        client.logger.error({ err: gone, ...at }, 'Records are gone unread, going on with the first that is left');
      cursor.seek(available.start);
    } catch (error) {
      this.crashed(error as Error);
    }
  }
}

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

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

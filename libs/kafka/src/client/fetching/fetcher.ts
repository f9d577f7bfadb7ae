import type { ReaderOptions, TopicPartition } from '../../port.js';
import { clusterOf, type Client, type Cluster } from '../kafkajs-client.js';
import { untilConnected } from '../until-connected.js';
import { Cursor, type CursorHandlers } from '../../cursor.js';
import { leaderOf } from './fetch.js';
import { Lane } from './lane.js';

/** An idle consumer asks this often. */
const STANDING_WAIT_MS = 1_000;
/** And so long may a partition wait that was started while others wait for records. */
const JOINING_WAIT_MS = 20;

/**
 * Reads any number of partitions, each from where it is told, at once and without polling.
 *
 * A broker answers the requests of one connection one after the other, and a fetch that waits for records holds up
 * those behind it. So there are two connections: on the *standing* lane one long fetch waits for all partitions; a
 * partition that is started, moved or resumed meanwhile is asked for on the *joining* lane, in short fetches, until the
 * standing one comes back and takes it over.
 */
export class Fetcher {
  private readonly cursors = new Map<string, Cursor>();
  private readonly lanes = new Map<number, { standing: Lane; joining: Lane }>();
  private closed = false;

  private constructor(
    private readonly client: Client,
    private readonly standing: Cluster,
    private readonly joining: Cluster,
    private readonly rest: ReaderOptions['rest'],
  ) {}

  static async connect(client: Client, topics: readonly string[], { rest }: ReaderOptions = {}): Promise<Fetcher> {
    const clusters = [clusterOf(client), clusterOf(client)] as const;
    await Promise.all(
      clusters.map((cluster) =>
        untilConnected(client, 'consumer', async () => {
          await cluster.connect();
          await cluster.addMultipleTargetTopics([...topics]);
        }),
      ),
    );
    return new Fetcher(client, ...clusters, rest);
  }

  read(at: TopicPartition, from: number, handlers: CursorHandlers): Cursor {
    const key = keyOf(at.topic, at.partition);
    if (this.cursors.has(key)) throw new Error(`${at.topic}[${at.partition}] is being read already.`);
    const cursor = new Cursor(at, from, handlers, (it) => this.wake(it));
    this.cursors.set(key, cursor);
    this.wake(cursor);
    return cursor;
  }

  async forget(cursor: Cursor): Promise<void> {
    const key = keyOf(cursor.at.topic, cursor.at.partition);
    if (this.cursors.get(key) === cursor) this.cursors.delete(key);
    await cursor.stop();
  }

  /** Resolves when no handler runs any more. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all(Array.from(this.cursors.values(), (cursor) => cursor.stop()));
    this.cursors.clear();
    // A connection is closed when its last answer is there: not worth the wait.
    for (const cluster of [this.standing, this.joining]) {
      cluster.disconnect().catch((error: unknown) => this.client.logger.debug({ err: error }, 'Disconnecting'));
    }
  }

  private wake(cursor: Cursor): void {
    if (this.closed || cursor.covered || !cursor.wantsRecords) return;
    const nodeId = this.leaderOf(cursor);
    const { standing, joining } = this.lanesOf(nodeId);
    if (!standing.isRunning) return standing.run();
    if (standing.isResting) return;
    cursor.lane = 'joining';
    joining.run();
  }

  private lanesOf(nodeId: number): { standing: Lane; joining: Lane } {
    let lanes = this.lanes.get(nodeId);
    if (lanes === undefined) {
      lanes = { standing: this.lane(nodeId, true), joining: this.lane(nodeId, false) };
      this.lanes.set(nodeId, lanes);
    }
    return lanes;
  }

  private lane(nodeId: number, standing: boolean): Lane {
    return new Lane({
      client: this.client,
      cluster: standing ? this.standing : this.joining,
      nodeId,
      standing,
      rest: this.rest,
      maxWaitMs: standing ? STANDING_WAIT_MS : JOINING_WAIT_MS,
      cursors: () => this.cursorsOf(nodeId, standing),
      isClosed: () => this.closed,
      find: (topic, partition) => this.cursors.get(keyOf(topic, partition)),
      onMoved: () => this.wakeAll(),
    });
  }

  private cursorsOf(nodeId: number, standing: boolean): Cursor[] {
    const found: Cursor[] = [];
    for (const cursor of this.cursors.values()) {
      if (!cursor.wantsRecords || this.leaderOf(cursor) !== nodeId) continue;
      if (standing) cursor.lane = 'standing';
      if (standing || (cursor.lane === 'joining' && !cursor.covered)) found.push(cursor);
    }
    return found;
  }

  private wakeAll(): void {
    for (const cursor of this.cursors.values()) this.wake(cursor);
  }

  // Without a leader any broker is asked: its answer makes the lane ask for the leaders again.
  private leaderOf({ at }: Cursor): number {
    return leaderOf(this.standing, at.topic, at.partition) ?? Number(this.standing.getNodeIds()[0] ?? -1);
  }
}

const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;

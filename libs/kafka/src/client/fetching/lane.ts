import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Cluster } from '../kafkajs-client.js';
import type { Cursor } from '../../cursor.js';
import { fetchFrom, OFFSET_OUT_OF_RANGE, recover, type FetchRequest } from './fetch.js';

export interface LaneOptions {
  readonly client: Client;
  readonly cluster: Cluster;
  readonly nodeId: number;
  readonly maxWaitMs: number;
  /** The cursors of this lane as they are when a new request goes out. */
  cursors(): Cursor[];
  readonly standing: boolean;
  /** Instead of the usual pause behind an answer with records. */
  readonly rest: (() => Promise<void>) | undefined;
  isClosed(): boolean;
  find(topic: string, partition: number): Cursor | undefined;
  /** The leaders may have changed. */
  onMoved(): void;
}

const UNREADABLE_PAUSE_MS = 5_000;

/**
 * Under load a fetch that goes out at once brings a handful of records, and what follows from each handful (an append, a
 * transaction, replies) costs as much as for many. So after an answer with this many records the next question waits a
 * little; a few records, or none, never wait. Measured with 100 sagas in flight: 10 to 25 % more of them a second, and
 * each one quicker.
 */
const BUSY_RECORDS = 4;
const BUSY_PAUSE_MS = 5;

/** One connection to one broker with one fetch under way, over and over while there is a cursor that wants records. */
export class Lane {
  isRunning = false;
  /** From an answer to the end of the rest behind it: whoever wants records is asked for then. */
  isResting = false;
  private failures = 0;
  /** Records of the last answer. */
  private brought = 0;

  constructor(private readonly options: LaneOptions) {}

  run(): void {
    if (!this.isRunning) void this.loop();
  }

  private async loop(): Promise<void> {
    this.isRunning = true;
    while (!this.options.isClosed()) {
      const cursors = this.options.cursors();
      // Set in the same breath as it was found out: somebody who wakes the lane later has to start it again.
      if (cursors.length === 0) return void (this.isRunning = false);
      try {
        if (await this.turn(cursors)) await this.gather();
        else await this.heal(new Error('The leader of a partition has changed.'));
      } catch (error) {
        if (this.options.isClosed()) return;
        await this.heal(error);
      }
    }
  }

  private async gather(): Promise<void> {
    const { standing, rest } = this.options;
    this.failures = 0;
    if (!standing) return;
    if (!rest) {
      if (this.brought >= BUSY_RECORDS) await pause(BUSY_PAUSE_MS);
    } else if (this.brought > 0) await rest();
    this.isResting = false;
  }

  /** @returns false if the answer says that somebody else leads one of the partitions. */
  private async turn(cursors: readonly Cursor[]): Promise<boolean> {
    const { cluster, nodeId, maxWaitMs, standing } = this.options;
    const versions = new Map<Cursor, number>();
    for (const cursor of cursors) {
      versions.set(cursor, cursor.version);
      if (standing) cursor.covered = true;
    }
    let wellLed = true;
    try {
      const answer = await fetchFrom(cluster, nodeId, byTopic(cursors), maxWaitMs);
      this.brought = 0;
      this.isResting = standing && this.options.rest !== undefined;
      for (const { topic, partition, errorCode, records, next, unreadable } of answer) {
        this.brought += records.length;
        const cursor = this.options.find(topic, partition);
        if (cursor === undefined || versions.get(cursor) !== cursor.version) continue;
        if (standing) cursor.covered = false;
        if (unreadable !== undefined) this.blocks(cursor, unreadable);
        else if (errorCode === 0) cursor.arrived(records, next);
        else if (errorCode === OFFSET_OUT_OF_RANGE) cursor.isOutOfRange();
        else wellLed = false;
      }
    } finally {
      if (standing) for (const [cursor, version] of versions) if (version === cursor.version) cursor.covered = false;
    }
    return wellLed;
  }

  /** Others go on; this one is tried again in a while, as its topic's configuration may be mended. */
  private blocks(cursor: Cursor, error: Error): void {
    this.options.client.logger.error({ err: error, ...cursor.at, offset: cursor.next }, 'These records cannot be read');
    cursor.block(UNREADABLE_PAUSE_MS);
  }

  private async heal(error: unknown): Promise<void> {
    const { client, cluster, nodeId } = this.options;
    this.failures++;
    this.isResting = false;
    const waitMs = Math.min(10 * 2 ** Math.min(this.failures, 6), 500);
    client.logger.warn({ err: error, nodeId, failures: this.failures }, 'A fetch failed, trying again');
    await pause(waitMs, undefined, { signal: client.closed }).catch(() => {});
    if (this.options.isClosed()) return;
    await recover(cluster, error).catch((again: unknown) => {
      client.logger.debug({ err: again }, 'Kafka is still away');
    });
    this.options.onMoved();
  }
}

function byTopic(cursors: readonly Cursor[]): FetchRequest[] {
  const topics = new Map<string, { partition: number; fetchOffset: number }[]>();
  // Another order each time: the broker fills its answer in the order of the question, up to a limit (KIP-74).
  const first = Math.floor(Math.random() * cursors.length);
  for (let i = 0; i < cursors.length; i++) {
    const { at, next } = cursors[(first + i) % cursors.length]!;
    const partitions = topics.get(at.topic);
    if (partitions === undefined) topics.set(at.topic, [{ partition: at.partition, fetchOffset: next }]);
    else partitions.push({ partition: at.partition, fetchOffset: next });
  }
  return Array.from(topics, ([topic, partitions]) => ({ topic, partitions }));
}

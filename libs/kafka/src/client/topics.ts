import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import type { TopicSpec } from '#contracts';
import { TopicMismatch, type TopicDescription } from '../port.js';
import type { Client } from './kafkajs-client.js';
import { isHopeless } from './until-connected.js';

const TRY_AGAIN_MS = 50;

/** `replicationFactor: -1`: the broker's default. */
const BROKERS_DEFAULT = -1;

/**
 * Creates what is missing, as the cluster's defaults for replicas say, and waits until every partition has a leader.
 * Bounded: a start-up that hangs says nothing.
 */
export async function ensureTopics(
  client: Client,
  connect: () => Promise<Admin>,
  specs: readonly TopicSpec[],
): Promise<void> {
  const until = Date.now() + client.topicsTimeoutMs;
  let missing = specs;
  let last: unknown;
  for (;;) {
    client.closed.throwIfAborted();
    try {
      const admin = await connect();
      const there = await partitionsOf(admin, specs);
      refuseMismatch(specs, there);
      missing = specs.filter(({ topic }) => there.get(topic)?.every(({ leader }) => leader >= 0) !== true);
      if (missing.length === 0) return;
      await create(
        admin,
        specs.filter(({ topic }) => !there.has(topic)),
      );
    } catch (error) {
      if (error instanceof TopicMismatch || isHopeless(error as Error)) throw error;
      client.logger.warn({ err: error }, 'Kafka does not answer (topics), trying again');
      last = error;
    }
    if (Date.now() > until) throw notInTime(client, missing, last);
    await pause(TRY_AGAIN_MS, undefined, { signal: client.closed });
  }
}

function notInTime(client: Client, missing: readonly TopicSpec[], cause: unknown): Error {
  const names = missing.map(({ topic }) => topic).join(', ');
  const why = cause instanceof Error ? ` Last error: ${cause.message}` : '';
  return new Error(`Topics were not ready within ${client.topicsTimeoutMs} ms: ${names}.${why}`, { cause });
}

async function create(admin: Admin, specs: readonly TopicSpec[]): Promise<void> {
  if (specs.length === 0) return;
  await admin.createTopics({
    waitForLeaders: false,
    topics: specs.map(({ topic, partitions, config }) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: BROKERS_DEFAULT,
      configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
    })),
  });
}

function refuseMismatch(specs: readonly TopicSpec[], there: Map<string, readonly unknown[]>): void {
  const wrong = specs.flatMap(({ topic, partitions }) => {
    const found = there.get(topic)?.length ?? 0;
    return found === 0 || found === partitions
      ? []
      : [`${topic} has ${found} partitions where ${partitions} are wanted`];
  });
  if (wrong.length === 0) return;
  throw new TopicMismatch(
    `${wrong.join('; ')}. Records are placed by the number of partitions, so it cannot be changed afterwards: ` +
      'start with the number that is there, or with another topic prefix, or delete these topics with all that is in them.',
  );
}

/** Those that are there. A topic that was created a moment ago may have no partitions yet. */
async function partitionsOf(
  admin: Admin,
  specs: readonly { topic: string }[],
): Promise<Map<string, readonly { partitionId: number; leader: number }[]>> {
  const existing = new Set(await admin.listTopics());
  const wanted = specs.map(({ topic }) => topic).filter((topic) => existing.has(topic));
  if (wanted.length === 0) return new Map();
  const { topics } = await admin.fetchTopicMetadata({ topics: wanted });
  return new Map(topics.map(({ name, partitions }) => [name, partitions]));
}

export async function describeTopics(admin: Admin, names: readonly string[]): Promise<TopicDescription[]> {
  const there = await partitionsOf(
    admin,
    names.map((topic) => ({ topic })),
  );
  if (there.size === 0) return [];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: Array.from(there.keys(), (name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  return Array.from(there, ([topic, partitions]) => {
    const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
    return {
      topic,
      partitions: partitions.length,
      config: Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
    };
  });
}

import { createRequire } from 'node:module';
import type { Broker, Cluster } from '../kafkajs-client.js';
import { decodeFetch, type FetchedPartition } from './decode-fetch.js';

const require = createRequire(import.meta.url);

interface Request {
  readonly apiKey: number;
  readonly apiVersion: number;
}

// kafkajs has no types for its protocol layer; its version is pinned and these parts have not moved since 2020.
const encodeRequest = require('kafkajs/src/protocol/requests/fetch/v11/request.js') as (options: object) => Request;

interface BrokerInside {
  readonly versions: Readonly<Record<number, { maxVersion: number } | undefined>>;
  readonly connectionPool: ConnectionPool;
}

interface ConnectionPool {
  send(request: object): Promise<Fetched>;
  getConnection(index: number): Promise<{ isConnected(): boolean }>;
}

interface Fetched {
  readonly errorCode: number;
  readonly partitions: FetchedPartition[];
}

export interface FetchRequest {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly fetchOffset: number }[];
}

const FETCH = 1;
const FETCH_CONNECTION = 1;
const VERSION = 11;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_BYTES_A_PARTITION = 2 * 1024 * 1024;
const READ_COMMITTED = 1;

/**
 * One fetch from one broker. It is answered as soon as there is a byte, or after `maxWaitMs` with nothing.
 */
export async function fetchFrom(
  cluster: Cluster,
  nodeId: number,
  topics: readonly FetchRequest[],
  maxWaitMs: number,
): Promise<readonly FetchedPartition[]> {
  const broker = (await cluster.findBroker({ nodeId: String(nodeId) })) as Broker & BrokerInside;
  if ((broker.versions[FETCH]?.maxVersion ?? 0) < VERSION) throw new TypeError('Backstep needs Kafka 2.3 or newer.');
  await connected(broker.connectionPool);
  const { errorCode, partitions } = await broker.connectionPool.send({
    request: encodeRequest({
      replicaId: -1,
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes: MAX_BYTES,
      isolationLevel: READ_COMMITTED,
      topics: topics.map(({ topic, partitions: wanted }) => ({
        topic,
        partitions: wanted.map(({ partition, fetchOffset }) => ({
          partition,
          fetchOffset,
          maxBytes: MAX_BYTES_A_PARTITION,
        })),
      })),
    }),
    response: { decode: decodeFetch, parse: (fetched: Fetched) => fetched },
    requestTimeout: maxWaitMs + 30_000,
  });
  if (errorCode !== 0) throw new Error(`Kafka refused a fetch with error code ${errorCode}.`);
  return partitions;
}

const connecting = new WeakMap<ConnectionPool, Promise<unknown>>();

/** kafkajs opens one connection for each of the requests that find none, and forgets all but the last. */
async function connected(pool: ConnectionPool): Promise<void> {
  let opening = connecting.get(pool);
  if (opening === undefined) {
    opening = pool.getConnection(FETCH_CONNECTION).finally(() => connecting.delete(pool));
    connecting.set(pool, opening);
  }
  await opening;
}

/** Forgets a connection that broke, and asks who leads what now. */
export async function recover(cluster: Cluster, error: unknown): Promise<void> {
  const { name, host, port } = error as { name?: string; host?: string; port?: number };
  if (name === 'KafkaJSConnectionClosedError' && host !== undefined && port !== undefined) {
    cluster.removeBroker({ host, port });
  }
  if (!cluster.isConnected()) await cluster.connect();
  await cluster.refreshMetadata();
}

export function leaderOf(cluster: Cluster, topic: string, partition: number): number | undefined {
  const found = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition);
  return found === undefined || found.leader < 0 ? undefined : found.leader;
}

/** Error codes of a partition: https://kafka.apache.org/protocol.html#protocol_error_codes */
export const OFFSET_OUT_OF_RANGE = 1;

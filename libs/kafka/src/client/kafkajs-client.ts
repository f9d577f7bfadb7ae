import kafkajs from 'kafkajs';
import type { Broker, Cluster, Consumer, ConsumerConfig, Kafka as KafkaJs, LogEntry, SASLOptions } from 'kafkajs';
import { SILENT, type KafkaLogger } from '../logger.js';
import type { ConnectOptions } from './options.js';
import { calmRequestQueue } from './calm-request-queue.js';
import { calmSockets } from './calm-sockets.js';

export type { Broker, Cluster, Consumer };

/** kafkajs' own pause of 300 ms before a second try is what a whole saga may take. */
export const RETRY = { initialRetryTime: 8, maxRetryTime: 200, multiplier: 2, factor: 0.2, retries: 4 };

/** One `Kafka` of kafkajs and what everything made of it shares. */
export interface Client {
  readonly kafkajs: KafkaJs;
  readonly logger: KafkaLogger;
  readonly topicsTimeoutMs: number;
  /** Aborted when all is closed: whatever waits for the broker stops waiting. */
  readonly closed: AbortSignal;
}

export function kafkajsClient(options: ConnectOptions, closed: AbortSignal): Client {
  calmRequestQueue();
  const logger = options.logger ?? SILENT;
  return {
    logger,
    closed,
    topicsTimeoutMs: options.topicsTimeoutMs ?? 30_000,
    kafkajs: new kafkajs.Kafka({
      brokers: [...options.brokers],
      clientId: options.clientId ?? 'backstep',
      ...(options.sasl && { sasl: options.sasl as SASLOptions }),
      ...(options.ssl !== undefined && { ssl: options.ssl }),
      retry: RETRY,
      connectionTimeout: 3_000,
      requestTimeout: 30_000,
      socketFactory: calmSockets(),
      logLevel: kafkajs.logLevel.INFO,
      logCreator: () => (entry) => logTo(logger, entry),
    }),
  };
}

// What kafkajs calls an error is mostly one that it retries; ours are those that reach our callers.
function logTo(logger: KafkaLogger, { level, log }: LogEntry): void {
  const { message, timestamp: _, logger: __, ...details } = log;
  if (level === kafkajs.logLevel.ERROR || level === kafkajs.logLevel.WARN) logger.warn(details, `kafkajs: ${message}`);
  else logger.debug(details, `kafkajs: ${message}`);
}

/**
 * kafkajs hands its connections (`Cluster`, `Broker`: public types) to partition assigners only. So a consumer that
 * never runs is how one gets hold of a cluster, with authentication, metadata and reconnects, and without a group.
 */
export function clusterOf({ kafkajs: client }: Client): Cluster {
  return consumerWithCluster(client, { groupId: 'never-joined' }).cluster;
}

export function consumerWithCluster(
  client: KafkaJs,
  config: ConsumerConfig,
  assigner: NonNullable<ConsumerConfig['partitionAssigners']>[number] = kafkajs.PartitionAssigners.roundRobin,
): { consumer: Consumer; cluster: Cluster } {
  let cluster: Cluster | undefined;
  const consumer = client.consumer({
    allowAutoTopicCreation: false,
    ...config,
    partitionAssigners: [
      (parts) => {
        cluster = parts.cluster;
        return assigner(parts);
      },
    ],
  });
  return { consumer, cluster: cluster! };
}

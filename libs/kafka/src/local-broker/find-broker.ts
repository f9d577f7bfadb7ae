import { join } from 'node:path';
import { connect } from 'node:net';
import { connectOptionsFrom, type ConnectOptions } from '../client/options.js';
import type { OnProgress } from './kafka-jars.js';
import { startLocalBroker } from './local-broker.js';

export interface FoundBroker {
  readonly connect: ConnectOptions;
  readonly from: 'KAFKA_BROKERS' | 'Docker' | 'local';
  /** Ends what was started for this; a Kafka that was there stays. */
  stop(): Promise<void>;
}

export interface FindBrokerOptions {
  /** For a local broker. Default: `.backstep/kafka` of the current folder. */
  readonly dataDir?: string;
  readonly port?: number;
  readonly onProgress?: OnProgress;
}

/**
 * `KAFKA_BROKERS`, else Docker, else Apache Kafka's own jars.
 * @throws LocalBrokerMissing that names all three ways.
 */
export async function findBroker(options: FindBrokerOptions = {}): Promise<FoundBroker> {
  const given = connectOptionsFrom(process.env);
  if (given.brokers.length > 0) return { connect: given, from: 'KAFKA_BROKERS', stop: async () => {} };
  return (await inDocker()) ?? (await local(options));
}

async function local({
  dataDir = join(process.cwd(), '.backstep', 'kafka'),
  ...rest
}: FindBrokerOptions): Promise<FoundBroker> {
  const broker = await startLocalBroker({ dataDir, ...rest });
  return { connect: { brokers: broker.brokers }, from: 'local', stop: () => broker.stop() };
}

/** testcontainers is a development dependency: where it is not installed, Docker is not a way. */
async function inDocker(): Promise<FoundBroker | undefined> {
  if (!(await dockerAnswers())) return undefined;
  const containers = await import('@testcontainers/kafka').catch(() => undefined);
  if (containers === undefined) return undefined;
  const container = await new containers.KafkaContainer('confluentinc/cp-kafka:8.1.0')
    .withKraft()
    .withEnvironment({ KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '500', KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false' })
    .start();
  return {
    connect: { brokers: [`${container.getHost()}:${container.getMappedPort(9093)}`] },
    from: 'Docker',
    stop: async () => void (await container.stop()),
  };
}

const DOCKER_SOCKET = '/var/run/docker.sock';

function dockerAnswers(): Promise<boolean> {
  return new Promise((resolve) => {
    const host = process.env['DOCKER_HOST'];
    const url = host?.startsWith('tcp://') ? new URL(host) : undefined;
    const socket = url
      ? connect(Number(url.port || 2375), url.hostname)
      : connect(host?.startsWith('unix://') ? host.slice('unix://'.length) : DOCKER_SOCKET);
    const answer = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.setTimeout(500, () => answer(false));
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

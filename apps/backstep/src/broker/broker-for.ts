import { join } from 'node:path';
import { findBroker, localBrokerStatus, type ConnectOptions } from '#kafka';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import { untilGroupsWork } from './until-groups-work.js';

export interface BrokerInUse {
  readonly connect: ConnectOptions;
  /** For people. */
  readonly from: string;
  /** Ends it if it was started for this; a broker that was there stays. */
  stop(): Promise<void>;
}

/** Of the local broker of a data directory. */
export const kafkaDirIn = (dataDir: string): string => join(dataDir, 'kafka');

/**
 * One that is known (`--brokers`, `KAFKA_BROKERS`, a local one that runs in the data directory), else a new one: in
 * Docker, or of Apache Kafka's jars.
 */
export async function brokerFor(session: Session): Promise<BrokerInUse> {
  const known = await session.connectOptions();
  if (known.brokers.length > 0) {
    const local = await localBrokerStatus(kafkaDirIn(session.dataDir));
    const from = known.brokers[0] === `127.0.0.1:${local?.port}` ? 'local, was running' : 'as configured';
    return { connect: known, from, stop: async () => undefined };
  }
  return newBroker({
    dataDir: kafkaDirIn(session.dataDir),
    prefix: session.prefix,
    onProgress: (text) => session.print.note(text),
  });
}

interface NewBroker {
  /** Of a local one. */
  readonly dataDir: string;
  readonly prefix: string;
  readonly onProgress: (text: string) => void;
}

/** @throws Stop naming every way to a broker. */
export async function newBroker({ dataDir, prefix, onProgress }: NewBroker): Promise<BrokerInUse> {
  const found = await findBroker({ dataDir, onProgress }).catch((error: unknown) => {
    throw noBroker(error as Error);
  });
  if (found.from !== 'KAFKA_BROKERS') await untilGroupsWork(found.connect, prefix);
  const from = { KAFKA_BROKERS: 'KAFKA_BROKERS', Docker: 'Docker', local: `local, data in ${dataDir}` }[found.from];
  return { connect: found.connect, from, stop: () => found.stop() };
}

export const noBroker = (error: Error): Stop =>
  new Stop(EXIT.ENVIRONMENT, error.message, '`npx backstep doctor` shows what is there and what is missing.');

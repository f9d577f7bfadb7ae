import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectOptionsFrom } from '../client/options.js';
import { cacheDir } from '../local-broker/kafka-jars.js';
import { localBrokerStatus, startLocalBroker, type LocalBroker } from '../local-broker/local-broker.js';
import { isAlive } from '../local-broker/processes.js';

const LEASE_EVERY_MS = 5_000;
const STARTS_WITHIN_MS = 180_000;

export interface UsedBroker {
  readonly brokers: readonly string[];
  /** A name for a topic or a group that no other test has. */
  name(of: string): string;
}

let used: Promise<readonly string[]> | undefined;

/**
 * A broker for integration tests: `KAFKA_BROKERS`, else one local broker that all test processes of this machine share.
 * The first starts it; it ends by itself about a minute after the last one that used it is gone.
 */
export async function useBroker(): Promise<UsedBroker> {
  used ??= sharedBroker();
  const brokers = await used;
  const run = randomUUID().slice(0, 8);
  return { brokers, name: (of) => `${run}.${of}-${randomUUID().slice(0, 8)}` };
}

/** A broker for a test that stops or kills it. Its data is gone after `discard`. */
export async function ownBroker(): Promise<LocalBroker & { discard(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'backstep-kafka-'));
  const broker = await startLocalBroker({ dataDir });
  return Object.assign(broker, {
    discard: async () => {
      await broker.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}

async function sharedBroker(): Promise<readonly string[]> {
  const given = connectOptionsFrom(process.env).brokers;
  if (given.length > 0) return given;
  const home = join(cacheDir(), 'test-broker');
  const lease = join(home, 'lease');
  await mkdir(home, { recursive: true });
  await writeFile(lease, '');
  const keep = setInterval(() => {
    const now = new Date();
    utimes(lease, now, now).catch(() => {});
  }, LEASE_EVERY_MS);
  keep.unref();
  return locked(join(home, 'starting'), async () => {
    const dataDir = join(home, 'kafka');
    if ((await localBrokerStatus(dataDir)) === undefined) await rm(dataDir, { recursive: true, force: true });
    return (await startLocalBroker({ dataDir, livesWith: 'nobody', lease })).brokers;
  });
}

/** One process at a time. A lock whose owner is gone is nobody's. */
async function locked<T>(lock: string, task: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + STARTS_WITHIN_MS; ; await pause(100)) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
      if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
      if (Date.now() > until) throw new Error(`Somebody else has been starting the test broker for too long: ${lock}.`);
    }
  }
  try {
    return await task();
  } finally {
    await rm(lock, { force: true });
  }
}

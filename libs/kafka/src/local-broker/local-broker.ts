import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { calmRequestQueue } from '../client/calm-request-queue.js';
import { findJava } from './java.js';
import { kafkaJars, type OnProgress } from './kafka-jars.js';
import { end, freePorts, gone, isAlive, signal } from './processes.js';
import { LOG4J_PROPERTIES, serverProperties } from './server-properties.js';
import { formatStorage } from './format-storage.js';

export interface LocalBrokerOptions {
  /** Its data, its port and its log: a broker that is started on the same folder goes on where it was. */
  readonly dataDir: string;
  /** Default: the one it had before, else a free one. */
  readonly port?: number;
  /** `parent` (default): it ends with this process, however that ends. `nobody`: it goes on until it is stopped. */
  readonly livesWith?: 'parent' | 'nobody';
  /** A file that somebody touches: a broker that lives with nobody ends when that was over a minute ago. */
  readonly lease?: string;
  readonly onProgress?: OnProgress;
}

/** Apache Kafka (KRaft, one node) as a child process, bound to 127.0.0.1. */
export interface LocalBroker {
  /** For `connectKafka`. */
  readonly brokers: readonly string[];
  readonly port: number;
  /** Of the Java process; changes with each start. */
  readonly pid: number;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Again, on the same data and port. Does nothing if it runs. */
  start(): Promise<void>;
}

export interface BrokerState {
  readonly pid: number;
  readonly port: number;
  readonly controllerPort: number;
}

const READY_WITHIN_MS = 60_000;

/** @throws LocalBrokerMissing without Java, Maven or network. */
export async function startLocalBroker(options: LocalBrokerOptions): Promise<LocalBroker> {
  const broker = new JavaBroker({ ...options, dataDir: resolve(options.dataDir) });
  await broker.start();
  return broker;
}

/** The broker of this folder, if one runs. */
export async function localBrokerStatus(dataDir: string): Promise<BrokerState | undefined> {
  const state = await readState(resolve(dataDir));
  return state !== undefined && state.pid > 0 && isAlive(state.pid) ? state : undefined;
}

/** @returns false if none ran. */
export async function stopLocalBroker(dataDir: string): Promise<boolean> {
  const state = await localBrokerStatus(dataDir);
  if (state === undefined) return false;
  await end(state.pid);
  return true;
}

/**
 * Standard input of the wrapper is a pipe whose other end only the parent has. When the parent ends, by SIGKILL too,
 * `read` comes back and Java is ended.
 */
const WITH_PARENT = `exec 3<&0
"$@" </dev/null 3<&- & java=$!
echo $java > "$PID_FILE"
{ read -r _ <&3; kill $java; sleep 10; kill -9 $java; } 2>/dev/null & watch=$!
wait $java; code=$?
kill $watch 2>/dev/null
exit $code`;

const WITH_LEASE = `"$@" </dev/null & java=$!
echo $java > "$PID_FILE"
while kill -0 $java 2>/dev/null && [ -n "$(find "$LEASE" -mmin -1 2>/dev/null)" ]; do sleep 2; done
kill $java 2>/dev/null
wait $java`;

const ALONE = `echo $$ > "$PID_FILE"; exec "$@" </dev/null`;

class JavaBroker implements LocalBroker {
  private state: BrokerState = { pid: 0, port: 0, controllerPort: 0 };

  constructor(private readonly options: LocalBrokerOptions) {}

  get pid(): number {
    return this.state.pid;
  }

  get port(): number {
    return this.state.port;
  }

  get brokers(): readonly string[] {
    return [`127.0.0.1:${this.port}`];
  }

  async start(): Promise<void> {
    const { dataDir, onProgress = () => {} } = this.options;
    const running = await localBrokerStatus(dataDir);
    if (running !== undefined) {
      this.state = running;
      return;
    }
    const [java, jars] = await Promise.all([findJava(), kafkaJars(onProgress)]);
    await mkdir(dataDir, { recursive: true });
    const ports = await this.ports();
    await writeFile(join(dataDir, 'server.properties'), serverProperties(ports, join(dataDir, 'data')));
    await writeFile(join(dataDir, 'log4j2.properties'), LOG4J_PROPERTIES);
    await formatStorage(java, jars, dataDir);
    onProgress('Starting Apache Kafka');
    const pid = await this.launch(java, jars);
    this.state = { pid, port: ports.broker, controllerPort: ports.controller };
    await writeFile(join(dataDir, 'broker.json'), JSON.stringify(this.state));
    await this.ready();
  }

  async stop(): Promise<void> {
    await end(this.pid);
  }

  async kill(): Promise<void> {
    signal(this.pid, 'SIGKILL');
    if (!(await gone(this.pid, 10_000))) throw new Error(`Process ${this.pid} does not end.`);
  }

  private async ports(): Promise<{ broker: number; controller: number }> {
    const before = await readState(this.options.dataDir);
    const [free, other] = await freePorts();
    return { broker: this.options.port ?? before?.port ?? free, controller: other };
  }

  private async launch(java: string, jars: string): Promise<number> {
    const { dataDir, livesWith = 'parent', lease } = this.options;
    const script = livesWith === 'parent' ? WITH_PARENT : lease === undefined ? ALONE : WITH_LEASE;
    const pidFile = join(dataDir, 'java.pid');
    await rm(pidFile, { force: true });
    const log = openSync(join(dataDir, 'broker.log'), 'a');
    const wrapper = spawn('/bin/sh', ['-c', script, 'sh', java, ...javaArguments(jars, dataDir)], {
      cwd: dataDir,
      // A group of its own: Ctrl-C on the terminal is for the parent, which stops its broker when it is done with it.
      detached: true,
      stdio: [livesWith === 'parent' ? 'pipe' : 'ignore', log, log],
      env: { ...process.env, PID_FILE: pidFile, LEASE: lease ?? '' },
    });
    closeSync(log);

    wrapper.unref();
    (wrapper.stdin as { unref?: () => void } | null)?.unref?.();
    wrapper.stdin?.on('error', () => {});
    for (let waited = 0; waited < 5_000; waited += 5) {
      const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
      if (pid > 0) return pid;
      await pause(5);
    }
    throw new Error(`Kafka did not start; its log is ${join(dataDir, 'broker.log')}.`);
  }

  /** It lists itself among the brokers: only then is it out of its controller's fence and takes requests. */
  private async ready(): Promise<void> {
    calmRequestQueue();
    const client = new kafkajs.Kafka({
      brokers: [...this.brokers],
      connectionTimeout: 500,
      retry: { retries: 0 },
      logLevel: kafkajs.logLevel.NOTHING,
    });
    for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until;) {
      if (!isAlive(this.pid)) break;
      const admin = client.admin();
      try {
        await admin.connect();
        if ((await admin.describeCluster()).brokers.length > 0) return;
      } catch {
        // Not yet.
      } finally {
        await admin.disconnect().catch(() => {});
      }
      await pause(30);
    }
    const log = join(this.options.dataDir, 'broker.log');
    const last = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' ');
    await this.kill();
    throw new Error(`Kafka did not become ready on port ${this.port}; the end of ${log}: ${last}`);
  }
}

/** G1 and both compilers: it also carries the benchmark. A quicker start (serial, C1 only) costs throughput. */
const javaArguments = (jars: string, dataDir: string): string[] => [
  '-Xms256m',
  '-Xmx512m',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-Djava.awt.headless=true',
  `-Dlog4j2.configurationFile=${join(dataDir, 'log4j2.properties')}`,
  '-cp',
  join(jars, '*'),
  'kafka.Kafka',
  join(dataDir, 'server.properties'),
];

async function readState(dataDir: string): Promise<BrokerState | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'broker.json'), 'utf8')) as BrokerState;
  } catch {
    return undefined;
  }
}

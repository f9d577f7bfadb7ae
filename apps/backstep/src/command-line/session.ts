import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_PREFIX, topicsOf, type Topics } from '#contracts';
import { connectKafka, connectOptionsFrom, localBrokerStatus, type ConnectOptions, type Kafka } from '#kafka';
import { Printer } from '../output/printer.js';
import { LogReader } from '../reading/log-reader.js';
import { bounded } from './bounded.js';
import { EXIT, Stop } from './exit-code.js';
import type { Io } from './io.js';

/** What every command can be told. */
export interface GlobalOptions {
  readonly json?: boolean | undefined;
  readonly brokers?: string | undefined;
  readonly prefix?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Seconds to wait for an answer. */
  readonly timeout?: number | undefined;
}

const REACH_MS = 3_000;
const ANSWER_MS = 10_000;
const CLOSE_MS = 1_000;

/** One run of one command: its settings, its connections. */
export class Session {
  readonly print: Printer;
  readonly prefix: string;
  readonly topics: Topics;
  readonly dataDir: string;
  readonly timeoutMs: number;
  #kafka: Kafka | undefined;
  #log: LogReader | undefined;

  constructor(
    readonly io: Io,
    readonly options: GlobalOptions,
    /** Instead of a connection: a test's. */
    private readonly given?: Kafka,
  ) {
    const { env } = io;
    this.print = new Printer(io, options.json ?? false);
    this.prefix = options.prefix ?? env['BACKSTEP_TOPIC_PREFIX'] ?? DEFAULT_PREFIX;
    this.topics = topicsOf(this.prefix);
    this.dataDir = resolve(options.dataDir ?? env['BACKSTEP_DATA_DIR'] ?? '.backstep');
    this.timeoutMs = (options.timeout ?? 15) * 1_000;
  }

  /** `--brokers`, `KAFKA_BROKERS`, or the local broker that was started in the data directory. */
  async connectOptions(): Promise<ConnectOptions> {
    const { env } = this.io;
    const said = this.options.brokers ?? env['KAFKA_BROKERS'];
    const local = said ? undefined : await localBrokerStatus(join(this.dataDir, 'kafka'));
    return connectOptionsFrom({ ...env, KAFKA_BROKERS: said ?? (local && `127.0.0.1:${local.port}`) });
  }

  /** @throws Stop if no broker is known or none answers. */
  async kafka(): Promise<Kafka> {
    if (this.given) return this.given;
    if (this.#kafka) return this.#kafka;
    const options = await this.connectOptions();
    if (options.brokers.length === 0) {
      throw new Stop(
        EXIT.ENVIRONMENT,
        'No Kafka broker is known.',
        'Give --brokers host:port or KAFKA_BROKERS, or start a local one: `npx backstep broker start`.',
      );
    }
    if (!(await anyAnswers(options.brokers))) {
      throw new Stop(
        EXIT.ENVIRONMENT,
        `Nothing listens at ${options.brokers.join(', ')}.`,
        'Is the broker up, and the address right? `npx backstep doctor` looks closer; `npx backstep broker start` starts a local one.',
      );
    }
    this.#kafka = connectKafka({ clientId: 'backstep-cli', ...options });
    const asked = this.#kafka.describeTopics([this.topics.log]);
    await bounded(asked, Math.min(this.timeoutMs, ANSWER_MS)).catch((error: unknown) => {
      const advice = 'TLS and passwords: KAFKA_SSL, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD.';
      throw new Stop(EXIT.ENVIRONMENT, `${options.brokers.join(', ')}: ${(error as Error).message}`, advice);
    });
    return this.#kafka;
  }

  async log(): Promise<LogReader> {
    this.#log ??= await LogReader.open(await this.kafka(), this.topics);
    return this.#log;
  }

  async close(): Promise<void> {
    await this.#log?.close();
    // A connection that never came about is waited for by its own close.
    await Promise.race([this.#kafka?.close(), pause(CLOSE_MS, undefined, { ref: false })]);
  }
}

/** Whether a TCP connection to one of them comes about. */
export async function anyAnswers(brokers: readonly string[], withinMs = REACH_MS): Promise<boolean> {
  const answers = await Promise.all(brokers.map((broker) => answersAt(broker, withinMs)));
  return answers.includes(true);
}

function answersAt(broker: string, withinMs: number): Promise<boolean> {
  const colon = broker.lastIndexOf(':');
  const [host, port] = colon > 0 ? [broker.slice(0, colon), Number(broker.slice(colon + 1))] : [broker, 9092];
  return new Promise((answer) => {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return answer(false);
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port });
    const done = (reached: boolean) => {
      socket.destroy();
      answer(reached);
    };
    socket.setTimeout(withinMs, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

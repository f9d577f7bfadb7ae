import type { KafkaLogger } from '../logger.js';

export interface Sasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface ConnectOptions {
  /** `host:port`, any of the cluster's. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  readonly sasl?: Sasl;
  /** TLS with the system's certificate authorities. */
  readonly ssl?: boolean;
  readonly logger?: KafkaLogger;
  /** How long a topic may take until it is there with all its leaders. Default: 30 s. */
  readonly topicsTimeoutMs?: number;
}

const MECHANISMS: readonly string[] = ['plain', 'scram-sha-256', 'scram-sha-512'] satisfies Sasl['mechanism'][];

/**
 * `KAFKA_BROKERS` (comma list), `KAFKA_SSL` (`true`), `KAFKA_SASL_MECHANISM` (`plain`, `scram-sha-256`,
 * `scram-sha-512`), `KAFKA_SASL_USERNAME`, `KAFKA_SASL_PASSWORD`.
 * @throws TypeError with advice if they contradict each other.
 */
export function connectOptionsFrom(env: Readonly<Record<string, string | undefined>>): ConnectOptions {
  const brokers = (env['KAFKA_BROKERS'] ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  const sasl = saslFrom(env);
  return { brokers, ...(sasl && { sasl }), ...(isTrue(env['KAFKA_SSL']) && { ssl: true }) };
}

const isTrue = (value: string | undefined) => value !== undefined && ['1', 'true', 'yes'].includes(value.toLowerCase());

function saslFrom(env: Readonly<Record<string, string | undefined>>): Sasl | undefined {
  const mechanism = env['KAFKA_SASL_MECHANISM']?.toLowerCase();
  if (mechanism === undefined || mechanism === '') return undefined;
  if (!MECHANISMS.includes(mechanism)) {
    throw new TypeError(`KAFKA_SASL_MECHANISM is "${mechanism}"; it can be ${MECHANISMS.join(', ')}.`);
  }
  const username = env['KAFKA_SASL_USERNAME'];
  const password = env['KAFKA_SASL_PASSWORD'];
  if (!username || password === undefined) {
    throw new TypeError('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD as well.');
  }
  return { mechanism: mechanism as Sasl['mechanism'], username, password };
}

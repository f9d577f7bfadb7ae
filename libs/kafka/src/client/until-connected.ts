import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './kafkajs-client.js';

const LONGEST_PAUSE_MS = 500;
/** The leader of a topic that was just created needs a few hundred milliseconds; that is no news. */
const WORTH_A_WARNING = 6;
/** A topic that was just created may be unknown to the next broker one asks. */
const TOPIC_APPEARS_WITHIN_MS = 10_000;

/**
 * A broker that is away is waited for: tries until it works or everything is closed.
 * @throws the last error when closed, or at once an error for which `hopeless` says so.
 */
export async function untilConnected<T>(
  client: Client,
  what: string,
  attempt: () => Promise<T>,
  hopeless: (error: Error) => boolean = isHopeless,
): Promise<T> {
  const began = Date.now();
  for (let tries = 1, waitMs = 20; ; tries++, waitMs = Math.min(waitMs * 2, LONGEST_PAUSE_MS)) {
    client.closed.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (client.closed.aborted || hopeless(error as Error)) throw error;
      if (isUnknownTopic(error) && Date.now() - began > TOPIC_APPEARS_WITHIN_MS) throw error;
      const level = tries < WORTH_A_WARNING ? 'debug' : 'warn';
      client.logger[level]({ err: error, tries }, `Kafka does not answer (${what}), trying again`);
      await pause(waitMs, undefined, { signal: client.closed });
    }
  }
}

const HOPELESS_TYPES = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'UNSUPPORTED_VERSION',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
]);

function isUnknownTopic(error: unknown): boolean {
  return error instanceof Error && (error as { type?: string }).type === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** Errors that waiting does not heal. */
export function isHopeless(error: Error): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (e.name === 'KafkaJSSASLAuthenticationError') return true;
    if (['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].includes(e.name)) return true;
    if (HOPELESS_TYPES.has((e as { type?: string }).type ?? '')) return true;
  }
  return false;
}

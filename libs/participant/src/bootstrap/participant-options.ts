import type { Kafka } from '#kafka';
import type { Db, Eventually } from '../inbox/participant.store.js';
import type { RetryPolicy } from '../transport/retry-policy.js';

export const PARTICIPANT_OPTIONS = Symbol('backstep:participant-options');
export const PARTICIPANT_STORE = Symbol('backstep:participant-store');

/** Whatever is left out comes from the environment, and then from a default. */
export interface ParticipantOptions {
  /** Its name, the first half of its commands' names: `order`. */
  readonly participant: string;
  /** Creates the participant's own tables. Runs in a transaction at every start, so it must not mind that they are there. */
  readonly migrate?: (db: Db) => Eventually<void>;
  /** Announced in the catalogue. Default: the version in the environment that npm gives, or `0.0.0`. */
  readonly version?: string;

  /** A connection to share; it is not closed. Default: one of its own, `KAFKA_BROKERS` (`localhost:9092`), TLS and SASL. */
  readonly kafka?: Kafka;
  /** `BACKSTEP_TOPIC_PREFIX`, default `backstep.` */
  readonly topicPrefix?: string;
  /** Of `<participant>.commands`, if it has to be created or checked. `BACKSTEP_PARTITIONS`. Default: as it is there, or 12. */
  readonly partitions?: number;

  /** `DATABASE_URL`; without it SQLite in the data directory. */
  readonly databaseUrl?: string;
  /** `BACKSTEP_DATA_DIR`, default `./.backstep`. The file is `<participant>.db`. */
  readonly dataDir?: string;
  /** SQLite's. `full` survives a power cut, at the price of a flush to the disk for each batch. `BACKSTEP_SYNCHRONOUS`, default `normal`. */
  readonly synchronous?: 'normal' | 'full';

  /** A killed instance is missed for as long. `BACKSTEP_SESSION_TIMEOUT_MS`, default 6,000, the least that brokers allow by default. */
  readonly sessionTimeoutMs?: number;

  readonly retry?: Partial<RetryPolicy>;
  /** Of a handler that is not `long`. Default 30,000. */
  readonly handlerTimeoutMs?: number;
  /** Long-running handlers at the same time. Default 100. */
  readonly maxLong?: number;
  /** How long a long-running handler may take to end once its signal was aborted. Default 10,000. */
  readonly graceMs?: number;
  /** Default 200. */
  readonly commitIntervalMs?: number;
  /** How many commands share a transaction at most. Default 500. */
  readonly maxBatch?: number;
}

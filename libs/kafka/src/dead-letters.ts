import type { DeadLetterHeaders } from '#contracts';
import type { InRecord, OutRecord } from './port.js';

export interface WhyDead {
  /** A short name, e.g. `InvalidJson`. */
  readonly error: string;
  /** A sentence. */
  readonly reason: string;
}

/**
 * The record as it came, byte for byte, with headers that say why nobody could use it and where it stood.
 * @param at epoch milliseconds
 */
export function deadLetter(record: InRecord, why: WhyDead, topic: string, at: number): OutRecord {
  const headers: Record<string, string | Buffer> = {};
  for (const [name, value] of Object.entries(record.headers)) if (value !== undefined) headers[name] = value;
  const added: DeadLetterHeaders = {
    'x-error': why.error,
    'x-reason': why.reason,
    'x-topic': record.topic,
    'x-partition': String(record.partition),
    'x-offset': String(record.offset),
    'x-at': new Date(at).toISOString(),
  };
  return { topic, key: record.key, value: record.value, headers: { ...headers, ...added } };
}

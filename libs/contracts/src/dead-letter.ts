/**
 * Headers of a dead letter. Its value, key and other headers are the original record's, byte for byte.
 */
export interface DeadLetterHeaders {
  /** A short name, e.g. `InvalidJson`. */
  'x-error': string;
  /** A sentence. */
  'x-reason': string;
  'x-topic': string;
  'x-partition': string;
  'x-offset': string;
  /** ISO 8601 */
  'x-at': string;
}

import { isMarker, type LogRecord } from './log-records.js';

/** Who owns a partition of the log as of some offset, and how many of the owner's decisions have counted. */
export interface Current {
  readonly epoch: number;
  readonly owner: string;
  readonly seq: number;
}

/** At offset 0, before any record. */
export const NOBODY: Current = { epoch: 0, owner: '', seq: 0 };

/**
 * The reader's rule: which records of one partition of the log count. Everyone who reads the log keeps it.
 *
 * - A marker whose epoch is higher than the current one becomes current, with `seq` 0; any other marker is void.
 * - A decision counts if and only if its epoch and owner are the current ones and its `seq` is the current one plus 1.
 *
 * Void records (a zombie's last words, an append that landed twice) are skipped.
 *
 * @returns what is current behind the record, or undefined if the record is void.
 */
export function follow(current: Current, record: LogRecord): Current | undefined {
  if (isMarker(record)) {
    return record.epoch > current.epoch ? { epoch: record.epoch, owner: record.owner, seq: 0 } : undefined;
  }
  const counts = record.epoch === current.epoch && record.owner === current.owner && record.seq === current.seq + 1;
  return counts ? { epoch: current.epoch, owner: current.owner, seq: record.seq } : undefined;
}

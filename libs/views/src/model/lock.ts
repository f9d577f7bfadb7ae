/** A semantic lock that is held. */
export interface Lock {
  readonly key: string;
  /** The execution that holds it, and since when. Epoch milliseconds. */
  readonly holder: string;
  readonly since: number;
  /** How many wait for it. */
  readonly waitingCount: number;
  /** Whose turn comes first is first; `MOST_WAITING` at most. */
  readonly waiting: readonly WaitingForLock[];
}

export interface WaitingForLock {
  readonly execution: string;
  readonly since: number;
}

/** Of all locks. */
export interface LockCounts {
  readonly held: number;
  /** Requests that wait. */
  readonly waiting: number;
}

/** Of those who wait for a lock, so many are told. */
export const MOST_WAITING = 100;

/** A transaction costs about as much as ten decisions, so where nobody waits they are gathered for so long. */
const LEAST_MS = 20;
/** Far below the second that views may be behind. */
const MOST_MS = 200;
/** So many at once have waited for us: the log is caught up with. */
const BACKLOG = 4_000;

/**
 * How long to gather behind a batch: the more there is to do, the longer, since an execution whose next decisions come in
 * the same batch is read and written once for all of them. At less than a thousand decisions a second it stays short; above
 * that each batch is larger than the one before it, up to the limit.
 */
export const gatherMs = (decisions: number): number =>
  decisions < BACKLOG ? Math.min(Math.max(LEAST_MS, decisions), MOST_MS) : 0;

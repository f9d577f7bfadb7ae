import { setTimeout as after } from 'node:timers/promises';
import type { KafkaLogger } from '#kafka';
import type { Views } from '#views';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Retention {
  readonly views: Pick<Views, 'prune'>;
  /** Executions that ended so long ago are forgotten by the views; the log has them still. */
  readonly days: number;
  readonly logger: KafkaLogger;
  readonly signal: AbortSignal;
  readonly clock?: RetentionClock;
}

export interface RetentionClock {
  now(): number;
  /** Over when so much time has passed, or at once when it is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
}

const CLOCK: RetentionClock = {
  now: () => Date.now(),
  pause: (ms, signal) => after(ms, undefined, { signal }).catch(() => undefined),
};

/** Forgets what is old, now and every hour. */
export async function keepPruned({ views, days, logger, signal, clock = CLOCK }: Retention) {
  while (!signal.aborted) {
    try {
      const pruned = await views.prune(clock.now() - days * DAY_MS);
      if (pruned > 0) logger.info({ pruned, days }, 'Forgot executions that ended long ago');
    } catch (err) {
      logger.warn({ err }, 'What is old in the views could not be forgotten; it is tried again');
    }
    await clock.pause(HOUR_MS, signal);
  }
}

import { z } from 'zod';
import { LIMITS } from './limits.js';
import { common, taskToken } from './message-fields.js';

/**
 * The messages between executions and semantic locks (R16). A request is known by the token of the attempt that it is
 * made for, so that whatever comes twice, or late, is about that request and no other.
 */

const key = z.string().min(1).max(LIMITS.lockKeyLength);

/** To a lock. */
export const acquireLock = z.looseObject({
  type: z.literal('AcquireLock'),
  key,
  taskToken,
  policy: z
    .enum(['WAIT', 'FAIL_FAST'])
    .optional()
    .describe('`FAIL_FAST`: it is refused where another execution holds the lock. Default: it waits for its turn'),
  ...common,
});

/** To a lock: it is held, or waited for, no longer. */
export const releaseLock = z.looseObject({ type: z.literal('ReleaseLock'), key, taskToken, ...common });

/** To an execution. */
export const grantLock = z.looseObject({ type: z.literal('GrantLock'), key, taskToken, ...common });

/** To an execution. */
export const refuseLock = z.looseObject({
  type: z.literal('RefuseLock'),
  key,
  taskToken,
  cause: z.string().max(LIMITS.causeLength).optional(),
  ...common,
});

export const lockMessages = [acquireLock, releaseLock, grantLock, refuseLock] as const;

import { z } from 'zod';
import { isName, NAME_RULE } from './limits.js';

export const name = z.string().refine(isName, NAME_RULE);

/** What every message may say. */
export const common = {
  /** A client's own; shown in the log, in errors and in the answer. */
  id: z.string().max(256).optional(),
  /** A topic for the engine's answer `{id, ok | error, message}`. */
  replyTo: z.string().max(249).optional(),
};

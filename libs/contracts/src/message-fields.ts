import { z } from 'zod';
import { isName, LIMITS, NAME_RULE } from './limits.js';

export const name = z.string().refine(isName, NAME_RULE);

export const taskToken = z.string().min(1).max(LIMITS.taskTokenLength);

/** The task of an execution that sends a message: it is answered with SendTaskSuccess or SendTaskFailure. */
export const caller = z.looseObject({
  /** Answered when the message is accepted or refused. */
  taskToken,
  /** Answered when the execution that it starts has ended. */
  endToken: taskToken.optional(),
  /** `arn:aws:states:::states:startExecution.sync`: what results and errors look like depends on the integration. */
  resource: z.string().min(1),
});
export type Caller = z.infer<typeof caller>;

/** What every message may say. */
export const common = {
  caller: caller.optional(),
  /** A client's own; shown in the log, in errors and in the answer. */
  id: z.string().max(256).optional(),
  /** A topic for the engine's answer `{id, ok | error, message}`. */
  replyTo: z.string().max(249).optional(),
};

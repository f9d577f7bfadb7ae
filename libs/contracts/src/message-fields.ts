import { z } from 'zod';
import { isName, LIMITS, NAME_PATTERN, NAME_RULE } from './limits.js';

export const name = z.string().refine(isName, NAME_RULE).meta({ pattern: NAME_PATTERN });

export const taskToken = z.string().min(1).max(LIMITS.taskTokenLength);

/** The task of an execution that sends a message: it is answered with SendTaskSuccess or SendTaskFailure. */
export const caller = z.looseObject({
  /** Answered when the message is accepted or refused. */
  taskToken,
  endToken: taskToken.optional().describe('Answered when the execution that it starts has ended'),
  resource: z
    .string()
    .min(1)
    .describe(
      '`arn:aws:states:::states:startExecution.sync`: what results and errors look like depends on the integration',
    ),
});
export type Caller = z.infer<typeof caller>;

/** What every message may say. */
export const common = {
  caller: caller.optional(),
  id: z.string().max(256).optional().describe('A client’s own; shown in the log, in errors and in the answer'),
  replyTo: z.string().max(249).optional().describe('A topic for the engine’s answer `{id, ok | error, message}`'),
};
